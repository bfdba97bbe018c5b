'use client'

import { defineTexts } from '../i18n/define-texts.ts'
import { useTexts } from '../i18n/use-texts.ts'

const texts = defineTexts({
  en: {
    label:
      'Each member derives the same Client App Token from the secret seed. A Server Application knows only the token. It sends once, and every member gets the notification.',
    seed: 'secret seed',
    seedIs: 'only the members have it',
    token: 'token',
    sender: 'Server Application',
    senderIs: 'sends once to the token',
    members: 'members',
    membersIs: 'each gets it, even later',
  },
  de: {
    label:
      'Jedes Mitglied leitet aus dem geheimen Seed dasselbe Client App Token ab. Eine Server Application kennt nur das Token. Sie sendet einmal, und jedes Mitglied erhält die Benachrichtigung.',
    seed: 'geheimer Seed',
    seedIs: 'nur die Mitglieder haben ihn',
    token: 'Token',
    sender: 'Server Application',
    senderIs: 'sendet einmal an das Token',
    members: 'Mitglieder',
    membersIs: 'jedes erhält sie, auch später',
  },
})

/** Seed → token → members, and the place of the sender. The sentence below it says the same. */
export function TokenDiagram({ fingerprint }: { fingerprint?: string | undefined }) {
  const t = useTexts(texts)
  return (
    <figure className="rounded-panel border border-line bg-surface p-4">
      <svg viewBox="0 0 1080 170" aria-hidden="true" className="block w-full max-sm:hidden">
        <g className="fill-none stroke-2 stroke-edge">
          <path d="M260 44 C340 44 330 74 410 74" strokeDasharray="4 4" />
          <path d="M260 126 C340 126 330 94 410 94" />
          <path
            d="M610 76 C690 76 680 34 740 34 M610 84 H740 M610 92 C690 92 680 134 740 134"
            className="stroke-accent"
          />
        </g>
        <Box x={10} y={20} width={250} title={t.seed} lead={t.seedIs} dashed />
        <Box x={10} y={102} width={250} title={t.sender} lead={t.senderIs} />
        <Box x={410} y={60} width={200} title={t.token} lead={fingerprint ?? '······'} mono />
        {[12, 62, 112].map((y) => (
          <rect key={y} x="740" y={y} width="34" height="44" rx="8" className="fill-sunken stroke-edge" />
        ))}
        <text x="795" y="80" className="fill-ink font-semibold text-body">
          {t.members}
        </text>
        <text x="795" y="102" className="fill-muted text-small">
          {t.membersIs}
        </text>
      </svg>
      <figcaption className="text-muted text-small sm:mt-3">{t.label}</figcaption>
    </figure>
  )
}

function Box(props: {
  x: number
  y: number
  width: number
  title: string
  lead: string
  dashed?: boolean
  mono?: boolean
}) {
  const { x, y, width, title, lead } = props
  return (
    <g>
      <rect
        x={x}
        y={y}
        width={width}
        height="46"
        rx="8"
        strokeDasharray={props.dashed === true ? '4 4' : undefined}
        className="fill-sunken stroke-edge"
      />
      <text x={x + 12} y={y + 19} className="fill-ink font-semibold text-small">
        {title}
      </text>
      <text
        x={x + 12}
        y={y + 36}
        className={`fill-muted text-small ${props.mono === true ? 'font-mono' : ''}`}
      >
        {lead}
      </text>
    </g>
  )
}

import Link from 'next/link'
import type { Need, Overview } from '#protocol/overview.ts'
import { useSentences } from '../i18n/server-sentences.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { PlainText } from '../ui/plain-text.tsx'
import { texts } from './texts.ts'

const HOUR = 3_600_000
const WAITING = 300_000

/** Matters that need an operator, each with a link to the list behind it. */
export function NeedsYou({ needs, readAt }: { needs: Overview['needs']; readAt: string }) {
  const t = useTexts(texts)
  const format = useFormat()
  const translate = useSentences()
  return (
    <section aria-labelledby="needs-you" className="mt-6">
      <h2 id="needs-you" className="font-semibold">
        {t.needsYou}
      </h2>
      {needs.length === 0 ? (
        <p className="mt-1 text-muted">
          <span aria-hidden="true">✓ </span>
          {t.allWell}
        </p>
      ) : (
        <ul className="mt-2 divide-y divide-line overflow-hidden rounded-panel border border-line bg-surface">
          {needs.map(({ need, count, detail }) => {
            const text = t[need]
            return (
              <li key={need} className="flex min-h-10 flex-wrap items-center gap-x-3 px-4 py-1.5">
                <span aria-hidden="true" className="font-bold text-warning">
                  !
                </span>
                <span className="min-w-0 flex-1">
                  {typeof text === 'string' ? text : text(format.number(count))}
                  {detail === undefined ? null : (
                    <PlainText className="block text-muted text-small">{translate(detail)}</PlainText>
                  )}
                </span>
                <LookLink need={need} readAt={readAt} />
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}

function LookLink({ need, readAt }: { need: Need; readAt: string }) {
  const t = useTexts(texts)
  const href = hrefOf(need, Date.parse(readAt))
  if (href === undefined) return null
  return (
    <Link href={href} prefetch={false} className="text-accent underline underline-offset-4">
      {t.look}
      <span className="sr-only">: {typeof t[need] === 'string' ? t[need] : t[need]('')}</span>
    </Link>
  )
}

function hrefOf(need: Need, now: number): string | undefined {
  const ago = (milliseconds: number) => new Date(now - milliseconds).toISOString()
  const hrefs: Record<Need, string | undefined> = {
    notReady: undefined,
    unexpectedErrors: undefined,
    untrustedForwarding: undefined,
    plainHttp: undefined,
    unknownVariables: undefined,
    weakSeeds: undefined,
    weakSecret: undefined,
    openMetrics: undefined,
    openDirectory: undefined,
    openFile: undefined,
    diskLow: undefined,
    fewOpenFiles: undefined,
    clockSkew: undefined,
    publicUrlAway: undefined,
    publicUrlOther: undefined,
    certificateEnds: undefined,
    noBackup: undefined,
    noRehearsal: undefined,
    rehearsalFailed: undefined,
    undelivered: `/notifications?state=expired&acceptedFrom=${ago(HOUR)}`,
    waiting: `/notifications?pending=true&acceptedFrom=${ago(HOUR)}&acceptedTo=${ago(WAITING)}`,
    refused: `/registrations/refusals?from=${ago(HOUR)}`,
    limitsRefuse: '/settings#use',
    nobodyMaySend: '/applications',
    nobodyOnline: '/aoi-clients',
    keysEnding: '/applications',
    webhooksDisabled: '/webhooks',
  }
  return hrefs[need]
}

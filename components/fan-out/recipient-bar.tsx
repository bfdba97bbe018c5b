'use client'

import type { RecipientOutcome } from '#protocol/dashboard/recipient-states.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { layOutBar } from './bar-layout.ts'
import { type LiveFanOut, useCalmProgress } from './live-fan-out.ts'
import { DRAWN_OUTCOMES, OUTCOME_SIGNS, OutcomePatterns } from './outcome-look.tsx'
import { texts } from './texts.ts'

type Props = {
  live: LiveFanOut
  chosen: RecipientOutcome | undefined
  onChoose: (outcome: RecipientOutcome | undefined) => void
}

/** Every recipient on one line, by outcome. The counts below it are filters. */
export function RecipientBar({ live, chosen, onChoose }: Props) {
  return (
    <div>
      <OutcomePatterns />
      <Bar live={live} />
      <ul className="mt-3 grid grid-cols-2 gap-2 sm:grid-cols-4 xl:grid-cols-7">
        {DRAWN_OUTCOMES.map((outcome) => (
          <Count key={outcome} {...{ live, outcome, onChoose }} isChosen={chosen === outcome} />
        ))}
      </ul>
    </div>
  )
}

function Bar({ live }: { live: LiveFanOut }) {
  const counts = useCalmProgress(live, (progress) => progress.counts)
  const t = useTexts(texts)
  const format = useFormat()
  const label = DRAWN_OUTCOMES.map((outcome) => `${t[outcome]}: ${format.number(counts[outcome])}`).join(', ')
  return (
    <svg role="img" aria-label={label} className="block h-6 w-full">
      <line x1="0" x2="100%" y1="50%" y2="50%" className="stroke-edge" strokeDasharray="2 4" />
      {layOutBar(counts).map(({ outcome, start, length }) => (
        <rect
          key={outcome}
          x={`${start}%`}
          width={`${length}%`}
          height="100%"
          fill={`url(#recipients-${outcome})`}
          className="stroke-2 stroke-surface"
        />
      ))}
    </svg>
  )
}

type CountProps = {
  live: LiveFanOut
  outcome: RecipientOutcome
  isChosen: boolean
  onChoose: Props['onChoose']
}

function Count({ live, outcome, isChosen, onChoose }: CountProps) {
  const count = useCalmProgress(live, ({ counts }) => counts[outcome])
  const t = useTexts(texts)
  const format = useFormat()
  return (
    <li>
      <button
        type="button"
        aria-pressed={isChosen}
        title={t[`${outcome}Is`]}
        onClick={() => onChoose(isChosen ? undefined : outcome)}
        className="w-full rounded-control border border-line px-3 py-2 text-left hover:border-edge aria-pressed:border-ink aria-pressed:bg-sunken"
      >
        <span className="flex items-center gap-1.5 text-muted text-small">
          <svg aria-hidden="true" className="h-3 w-4 shrink-0">
            <rect width="100%" height="100%" fill={`url(#recipients-${outcome})`} />
          </svg>
          {t[outcome]}
          <span aria-hidden="true" className="ml-auto">
            {OUTCOME_SIGNS[outcome]}
          </span>
        </span>
        <span
          data-outcome={outcome}
          className="block h-[1lh] font-semibold text-title tabular-nums [contain:strict]"
        >
          {format.number(count)}
        </span>
      </button>
    </li>
  )
}

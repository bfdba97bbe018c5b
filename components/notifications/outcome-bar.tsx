import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import type { Outcome, OutcomeCounts } from './outcome.ts'
import { describeOutcome, layOutOutcomes, OUTCOMES, outcomeTexts } from './outcome.ts'

const FILLS: Record<Outcome, string> = {
  acked: 'url(#outcome-acked)',
  pending: 'url(#outcome-pending)',
  expired: 'url(#outcome-expired)',
}

/** All recipients of one notification on one line, by outcome. Needs an `OutcomeLegend` on the page. */
export function OutcomeBar({ counts }: { counts: OutcomeCounts }) {
  const says = { t: useTexts(outcomeTexts), format: useFormat() }
  return (
    <svg role="img" aria-label={describeOutcome(counts, says)} className="block h-3 w-full">
      {counts.recipients === 0 ? (
        <line x1="0" x2="100%" y1="50%" y2="50%" className="stroke-edge" strokeDasharray="2 4" />
      ) : null}
      {layOutOutcomes(counts).map(({ outcome, startPercent, lengthPercent }) => (
        <rect
          key={outcome}
          x={`${startPercent}%`}
          width={`${lengthPercent}%`}
          height="100%"
          fill={FILLS[outcome]}
          className="stroke-2 stroke-surface"
        />
      ))}
    </svg>
  )
}

/** The legend of the textures. It also defines them, and every bar of the page refers to these definitions. */
export function OutcomeLegend() {
  const t = useTexts(outcomeTexts)
  return (
    <ul className="flex flex-wrap gap-x-4 text-muted text-small">
      <li className="absolute" aria-hidden="true">
        <OutcomeTextures />
      </li>
      {OUTCOMES.map((outcome) => (
        <li key={outcome} className="flex items-center gap-1.5">
          <svg aria-hidden="true" className="h-3 w-5">
            <rect width="100%" height="100%" fill={FILLS[outcome]} />
          </svg>
          {t[outcome]}
        </li>
      ))}
    </ul>
  )
}

/** Full, hatched and dotted: distinguishable without their colours. Not `display: none`, which would empty them. */
function OutcomeTextures() {
  return (
    <svg width="0" height="0" aria-hidden="true" focusable="false">
      <pattern id="outcome-acked" width="6" height="6" patternUnits="userSpaceOnUse">
        <rect width="6" height="6" className="outcome-acked" />
      </pattern>
      <pattern
        id="outcome-pending"
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="6" height="6" className="outcome-pending" fillOpacity="0.2" />
        <rect width="2.25" height="6" className="outcome-pending" />
      </pattern>
      <pattern id="outcome-expired" width="4" height="4" patternUnits="userSpaceOnUse">
        <rect width="4" height="4" className="outcome-expired" fillOpacity="0.2" />
        <circle cx="2" cy="2" r="1" className="outcome-expired" />
      </pattern>
    </svg>
  )
}

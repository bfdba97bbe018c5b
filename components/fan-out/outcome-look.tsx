import { memo } from 'react'
import { RECIPIENT_OUTCOMES, type RecipientOutcome } from '#protocol/dashboard/recipient-states.ts'

/** In drawing order, from arrived to never. */
export const DRAWN_OUTCOMES = ['acked', 'sent', 'pushed', 'pending', 'waiting', 'expired', 'revoked'] as const

/** A sign for each outcome, beside its word and colour. */
export const OUTCOME_SIGNS: Record<RecipientOutcome, string> = {
  ...{ acked: '●', sent: '◐', pending: '○', waiting: '◇', expired: '×', revoked: '⊘' },
  pushed: '◒',
}

/** Classes that fill with an outcome’s colour (`app/globals.css`). */
export const OUTCOME_FILLS: Record<RecipientOutcome, string> = {
  ...{ acked: 'outcome-acked', sent: 'outcome-sent', pending: 'outcome-pending' },
  ...{ waiting: 'outcome-waiting', expired: 'outcome-expired', revoked: 'outcome-revoked' },
  pushed: 'outcome-pushed',
}

export function outcomeOf(state: number): RecipientOutcome {
  return RECIPIENT_OUTCOMES[state] ?? 'pending'
}

/**
 * Textures for the outcomes: full, half, hatched, ringed, dotted and crossed, distinguishable without their colours.
 * Every page with bars renders them once.
 */
export const OutcomePatterns = memo(function OutcomePatterns() {
  return (
    <svg width="0" height="0" aria-hidden="true" focusable="false" className="absolute">
      <Pattern outcome="acked">
        <rect width="6" height="6" className="outcome-acked" />
      </Pattern>
      <Pattern outcome="sent">
        <rect width="6" height="6" className="outcome-sent" fillOpacity="0.3" />
        <rect width="6" height="3" className="outcome-sent" />
      </Pattern>
      <Pattern outcome="pushed">
        <rect width="6" height="6" className="outcome-pushed" fillOpacity="0.3" />
        <rect width="3" height="6" className="outcome-pushed" />
      </Pattern>
      <Pattern outcome="pending" rotate>
        <rect width="6" height="6" className="outcome-pending" fillOpacity="0.2" />
        <rect width="2.25" height="6" className="outcome-pending" />
      </Pattern>
      <Pattern outcome="waiting">
        <rect width="6" height="6" className="outcome-waiting" fillOpacity="0.2" />
        <rect x="1.5" y="1.5" width="3" height="3" className="outcome-waiting" />
      </Pattern>
      <Pattern outcome="expired">
        <rect width="6" height="6" className="outcome-expired" fillOpacity="0.2" />
        <circle cx="3" cy="3" r="1" className="outcome-expired" />
      </Pattern>
      <Pattern outcome="revoked" rotate>
        <rect width="6" height="6" className="outcome-revoked" fillOpacity="0.2" />
        <rect width="1.5" height="6" className="outcome-revoked" />
        <rect width="6" height="1.5" className="outcome-revoked" />
      </Pattern>
    </svg>
  )
})

function Pattern(props: { outcome: RecipientOutcome; rotate?: boolean; children: React.ReactNode }) {
  return (
    <pattern
      id={`recipients-${props.outcome}`}
      width="6"
      height="6"
      patternUnits="userSpaceOnUse"
      patternTransform={props.rotate === true ? 'rotate(45)' : undefined}
    >
      {props.children}
    </pattern>
  )
}

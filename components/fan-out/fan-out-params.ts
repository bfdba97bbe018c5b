import { parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import { RECIPIENT_OUTCOMES, type RecipientOutcome, stepStart } from '#protocol/dashboard/recipient-states.ts'

/**
 * The part of the page's state that its URL keeps, so that it survives a reload and can be shared. `from` and `to` are
 * steps of the axis.
 */
export const FAN_OUT_PARAMS = {
  outcome: parseAsStringLiteral(RECIPIENT_OUTCOMES),
  from: parseAsInteger,
  to: parseAsInteger,
  search: parseAsString,
  start: parseAsInteger,
  why: parseAsString,
}

export type FanOutParams = {
  outcome: RecipientOutcome | null
  from: number | null
  to: number | null
  search: string | null
  start: number | null
  why: string | null
}

/** Converts the URL's parameters to the query for the recipients. */
export function recipientsQueryOf(params: FanOutParams): Record<string, string> {
  const { outcome, from, to, search, start } = params
  return {
    ...(outcome === null ? {} : { outcome }),
    ...(from === null || to === null ? {} : { from: String(stepStart(from)), to: String(stepStart(to)) }),
    ...(search === null || search === '' ? {} : { aoiClientId: search }),
    ...(start === null || start === 0 ? {} : { start: String(start) }),
  }
}

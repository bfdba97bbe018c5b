import type { ActRes, FrozenSelection, SelectionAct, SelectionReq } from '#protocol/dashboard/acts.ts'

/** An act on many rows that the operator has begun and not yet confirmed. */
export type Begun = {
  request: SelectionReq
  selection: FrozenSelection | undefined
  /** The server had forgotten the selection, so it is frozen again. */
  isAgain: boolean
}

/** The outcome of an act, and its reason. */
export type SelectionOutcome = { act: SelectionAct; reason: string; result: ActRes }

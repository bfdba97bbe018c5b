/** Whose payloads are erased. An AOI Client's are those of every notification that it was a recipient of. */
export type EraseScope =
  | { kind: 'token'; tokenId: number }
  | { kind: 'application'; applicationName: string }
  | { kind: 'aoiClient'; aoiClientId: string }

/**
 * A place in the walk through a scope. `afterId` is the last token or registration of the former page. `rangeId` is the one
 * that the walk is in, and `seq` the last notification there.
 */
export type ErasePlace = { afterId: number; rangeId: number; seq: number }

export const FIRST_PLACE: ErasePlace = { afterId: 0, rangeId: 0, seq: 0 }

/** A notification on the walk; `isErased`: its payload was erased before. */
export type ErasableNotification = { id: string; acceptedAt: number; isErased: boolean }

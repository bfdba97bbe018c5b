import type { Composed } from '#protocol/dashboard/compose.ts'
import { type Draft, EMPTY_DRAFT } from './draft.ts'

/** A sent notification, for the page of its outcome. `until` is `first`, `all` or a number. */
export type Sent = Composed & { until?: string | undefined; sentAt: string }

/** `requestId` names the draft to the server until it is sent, so that it is sent once. */
export type Stored = { draft: Draft; requestId: string; sent?: Sent | undefined }

const keyOf = (operatorId: string) => `aoi-compose:${operatorId}`

/** Returns the draft that this browser keeps for the operator. */
export function readStored(operatorId: string, newRequestId: () => string): Stored {
  const fresh = { draft: EMPTY_DRAFT, requestId: newRequestId() }
  try {
    const kept: Partial<Stored> | null = JSON.parse(localStorage.getItem(keyOf(operatorId)) ?? 'null')
    if (kept === null) return fresh
    return { ...fresh, ...kept, draft: { ...EMPTY_DRAFT, ...kept.draft } }
  } catch {
    return fresh
  }
}

/** A browser that stores nothing loses the draft with the page. */
export function writeStored(operatorId: string, stored: Stored): void {
  try {
    localStorage.setItem(keyOf(operatorId), JSON.stringify(stored))
  } catch {
    return
  }
}

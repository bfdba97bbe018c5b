import type { CursorMove, LogEntry, Registration } from './store.ts'

/** What happened, told after it is durable. Hints only (R2): whoever misses one finds out from the log. */
export type Announcement =
  | { kind: 'appended'; entries: readonly LogEntry[] }
  | { kind: 'cancelled'; tokenId: number }
  | { kind: 'acked'; moves: readonly CursorMove[] }
  | { kind: 'registered'; registration: Registration }
  | { kind: 'deregistered'; aoiClientId: string; registrationId: number; tokenId: number }
  | {
      kind: 'revoked'
      aoiClientId: string
      registrationId: number
      tokenId: number
      clientAppToken: string
      reason: string
    }
  | { kind: 'aoiClientEnded'; aoiClientId: string }
  | { kind: 'disconnected'; aoiClientIds: readonly string[] }
  | { kind: 'apiKeyRevoked'; apiKeyId: string }
  | { kind: 'operatorSessionEnded'; sessionId: string }

export type Listener = (announcement: Announcement) => void

/** Tells every listener in turn, in the order announced. */
export class Announcer {
  readonly #listeners = new Set<Listener>()

  readonly announce = (announcement: Announcement): void => {
    for (const listener of this.#listeners) listener(announcement)
  }

  /** Answers how to stop listening. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

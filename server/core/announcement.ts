import type { CursorMove, LogEntry, Registration } from './store.ts'
import type { OnUnexpected } from './unexpected.ts'

/** What happened, told after it is durable. Hints only (R2): whoever misses one finds out from the log. */
export type Announcement =
  /** `moreFor`: Client App Tokens of submissions that wait for the next commit already. */
  | { kind: 'appended'; entries: readonly LogEntry[]; moreFor?: ReadonlySet<string> }
  /** Sent again, to some of its members: of this there are no hot copies, the log says for whom it is. */
  | { kind: 'appendedAgain'; tokenId: number; seq: number; acceptedAt: number }
  /** Another node appended: the log is known to reach `headSeq`. */
  | { kind: 'grown'; tokenId: number; headSeq: number }
  /** Without `seqs` it is not known which. */
  | { kind: 'cancelled'; tokenId: number; seqs?: readonly number[] }
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
  /** Older sessions of the AOI Client, on whatever node, are over. */
  | { kind: 'sessionOpened'; aoiClientId: string; sessionNumber: number }
  | { kind: 'disconnected'; aoiClientIds: readonly string[] }
  /** The database begins another incarnation (R5): what sessions here were told of it does not hold any more. */
  | { kind: 'epochBegan' }
  /** A session began here. */
  | { kind: 'sessionJoined'; aoiClientId: string }
  /** A session of here is over. `closingCode`: the server's word, where it had one. */
  | { kind: 'sessionLeft'; aoiClientId: string; closingCode?: number | undefined }
  | { kind: 'apiKeyCreated'; apiKeyId: string }
  | { kind: 'apiKeyRevoked'; apiKeyId: string }
  | { kind: 'operatorSessionEnded'; sessionId: string }

/** Whether it happened on this node or on another that shares its database. */
export type Origin = 'here' | 'elsewhere'

export type Listener = (announcement: Announcement, origin: Origin) => void

/** Tells every listener in turn, in the order announced. The failure of one listener does not reach the others. */
export class Announcer {
  readonly #listeners = new Set<Listener>()
  readonly #onUnexpected: OnUnexpected

  constructor(onUnexpected: OnUnexpected) {
    this.#onUnexpected = onUnexpected
  }

  readonly announce = (announcement: Announcement): void => this.#tell(announcement, 'here')

  /** What happened on another node. */
  readonly relay = (announcement: Announcement): void => this.#tell(announcement, 'elsewhere')

  /** Answers how to stop listening. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #tell(announcement: Announcement, origin: Origin): void {
    for (const listener of this.#listeners) {
      try {
        listener(announcement, origin)
      } catch (error) {
        this.#onUnexpected(error, { kind: 'step', name: `announcement ${announcement.kind}` })
      }
    }
  }
}

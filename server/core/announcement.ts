import type { CursorMove, LogEntry, Registration } from './store.ts'
import type { OnUnexpected } from './unexpected.ts'

/**
 * Events, announced after they are durable. They are hints only (R2): a listener that misses one learns it from the
 * log.
 */
export type Announcement =
  /**
   * `recipients` and `senders`: the number of recipients and the Server Application of each entry; only from the
   * accepting node. `moreFor`: Client App Tokens of submissions that already wait for the next commit.
   */
  | {
      kind: 'appended'
      entries: readonly LogEntry[]
      recipients?: readonly number[]
      senders?: readonly string[]
      moreFor?: ReadonlySet<string>
    }
  /**
   * Sent again to some members. It has no cached copies: the log has its recipients. `recipients` is their number; only
   * from the accepting node.
   */
  | { kind: 'appendedAgain'; tokenId: number; seq: number; acceptedAt: number; recipients?: number }
  /** Another node appended: the log reaches `headSeq` at least. */
  | { kind: 'grown'; tokenId: number; headSeq: number }
  /** Without `seqs`, it is unknown which notifications were cancelled. */
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
  /** Older sessions of the AOI Client are over, on every node. */
  | { kind: 'sessionOpened'; aoiClientId: string; sessionNumber: number }
  | { kind: 'disconnected'; aoiClientIds: readonly string[] }
  /** The database begins another incarnation (R5): sessions here have an outdated epoch. */
  | { kind: 'epochBegan' }
  /** A session began on this node. */
  | { kind: 'sessionJoined'; aoiClientId: string }
  /**
   * A session of this node is over. `closingCode`: the code of its `aoiClosing`, if the server sent one. `hasPush`: a
   * push service can go on.
   */
  | { kind: 'sessionLeft'; aoiClientId: string; closingCode?: number | undefined; hasPush?: true }
  | { kind: 'apiKeyCreated'; apiKeyId: string }
  | { kind: 'apiKeyRevoked'; apiKeyId: string }
  | { kind: 'operatorSessionEnded'; sessionId: string }
  /** A finding opened, was resolved, or an operator acted on it. */
  | { kind: 'findingsChanged' }

/** The node where the event happened: this one, or another with the same database. */
export type Origin = 'here' | 'elsewhere'

export type Listener = (announcement: Announcement, origin: Origin) => void

/** Calls every listener in turn, in the order of the announcements. A failing listener does not affect the others. */
export class Announcer {
  readonly #listeners = new Set<Listener>()
  readonly #onUnexpected: OnUnexpected

  constructor(onUnexpected: OnUnexpected) {
    this.#onUnexpected = onUnexpected
  }

  readonly announce = (announcement: Announcement): void => this.#emit(announcement, 'here')

  /** Announces an event of another node. */
  readonly relay = (announcement: Announcement): void => this.#emit(announcement, 'elsewhere')

  /** Returns a function that removes the listener. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #emit(announcement: Announcement, origin: Origin): void {
    for (const listener of this.#listeners) {
      try {
        listener(announcement, origin)
      } catch (error) {
        this.#onUnexpected(error, { kind: 'step', name: `announcement ${announcement.kind}` })
      }
    }
  }
}

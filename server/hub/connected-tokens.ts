import type { Announcement } from '../core/announcement.ts'
import type { Interest, Interests } from '../core/bus.ts'
import type { Context } from '../core/context.ts'
import { isAoiError } from '../core/errors.ts'
import { groupByToken } from '../core/group-by-token.ts'
import type { Registration } from '../core/store.ts'
import type { OnUnexpected } from '../core/unexpected.ts'
import { type CacheBudget, ConnectedToken } from './connected-token.ts'
import { Delivery } from './delivery.ts'
import type { Session } from './session.ts'

const CACHED_BYTES_IN_ALL = 33_554_432

type Parts = {
  context: Pick<Context, 'store' | 'clock'>
  deliver: (delivery: Delivery) => void
  interests: Interests
  onUnexpected: OnUnexpected
}

/** The tokens that have a member connected here. Each is here as long as it has a member. */
export class ConnectedTokens {
  readonly #parts: Parts
  readonly #tokens = new Map<number, ConnectedToken>()
  readonly #budget: CacheBudget = { bytes: 0, maxBytes: CACHED_BYTES_IN_ALL }

  constructor(parts: Parts) {
    this.#parts = parts
  }

  countMembers(tokenId: number): number {
    return this.#tokens.get(tokenId)?.members.size ?? 0
  }

  /**
   * Creates the delivery of a registration in a session. The caller has to confirm the head of a newly connected token
   * (`confirmHeads`).
   */
  join(
    session: Session,
    { registration, joinedSeq }: { registration: Registration; joinedSeq: number },
  ): { delivery: Delivery; isNewlyConnected: boolean } {
    const known = this.#tokens.get(registration.tokenId)
    const token = known ?? this.#open(registration)
    const delivery = new Delivery({ registration, session, token, joinedSeq })
    session.deliveries.add(delivery)
    token.members.add(delivery)
    return { delivery, isNewlyConnected: known === undefined }
  }

  leave(delivery: Delivery): void {
    const { token } = delivery
    delivery.end()
    if (!token.members.delete(delivery) || token.members.size > 0) return
    token.evict()
    this.#parts.interests.end(interestIn(token))
    this.#tokens.delete(token.tokenId)
  }

  /** Passes on entries that were just committed, in seq order for each token. */
  append({ entries, moreFor }: Extract<Announcement, { kind: 'appended' }>): void {
    for (const [tokenId, ofToken] of groupByToken(entries)) {
      const token = this.#tokens.get(tokenId)
      if (token === undefined) continue
      try {
        token.append(ofToken, { moreFollow: moreFor?.has(token.clientAppToken) === true })
      } catch (error) {
        // The members get the entries from the log at the next reading of the heads. The other tokens go on.
        token.evict()
        this.#parts.onUnexpected(error, { kind: 'step', name: 'fan-out' })
      }
    }
  }

  /** The log of the token reaches `headSeq`. */
  advance({ tokenId, headSeq }: { tokenId: number; headSeq: number }): void {
    this.#tokens.get(tokenId)?.advance(headSeq)
  }

  /** Evicts the cached entries of a token whose log has changed: they no longer match it. */
  evict(tokenId: number): void {
    this.#tokens.get(tokenId)?.evict()
  }

  evictAll(): void {
    for (const token of this.#tokens.values()) token.evict()
  }

  /** Reads the head of every connected token, which finds lost hints (R2). */
  async readHeads(): Promise<void> {
    const heads = await this.#parts.context.store.readHeads([...this.#tokens.keys()])
    for (const [tokenId, headSeq] of heads) this.#tokens.get(tokenId)?.advance(headSeq)
  }

  /**
   * Reads the heads after the members have joined (R3). This finds entries that were appended after the registrations
   * were read and before the members joined.
   */
  confirmHeads(tokens: readonly ConnectedToken[]): void {
    if (tokens.length === 0) return
    this.#parts.context.store
      .readHeads(tokens.map((token) => token.tokenId))
      .then((heads) => {
        for (const token of tokens) token.advance(heads.get(token.tokenId) ?? 0)
      })
      .catch((error: unknown) => {
        // The heartbeat reads the heads again.
        if (!isAoiError(error)) this.#parts.onUnexpected(error, { kind: 'step', name: 'heads' })
      })
  }

  #open({ tokenId, clientAppToken, headSeq }: Registration): ConnectedToken {
    const { deliver, context, interests } = this.#parts
    const token = new ConnectedToken({
      ...{ tokenId, clientAppToken, headSeq, deliver },
      ...{ budget: this.#budget, clock: context.clock },
    })
    this.#tokens.set(tokenId, token)
    interests.begin(interestIn(token))
    return token
  }
}

function interestIn({ tokenId, clientAppToken }: ConnectedToken): Interest {
  return { kind: 'token', tokenId, clientAppToken }
}

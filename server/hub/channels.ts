import type { Announcement } from '../core/announcement.ts'
import type { Interest, Interests } from '../core/bus.ts'
import type { Context } from '../core/context.ts'
import { isAoiError } from '../core/errors.ts'
import { groupByToken } from '../core/group-by-token.ts'
import type { Registration } from '../core/store.ts'
import type { OnUnexpected } from '../core/unexpected.ts'
import { Delivery } from './delivery.ts'
import type { Session } from './session.ts'
import { type CacheBudget, TokenChannel } from './token-channel.ts'

const CACHED_BYTES_IN_ALL = 33_554_432

type Parts = {
  context: Pick<Context, 'store' | 'clock'>
  deliver: (delivery: Delivery) => void
  interests: Interests
  onUnexpected: OnUnexpected
}

/** The channels of the tokens that have a member connected here. A channel exists as long as it has a member. */
export class Channels {
  readonly #parts: Parts
  readonly #channels = new Map<number, TokenChannel>()
  readonly #budget: CacheBudget = { bytes: 0, maxBytes: CACHED_BYTES_IN_ALL }

  constructor(parts: Parts) {
    this.#parts = parts
  }

  countMembers(tokenId: number): number {
    return this.#channels.get(tokenId)?.members.size ?? 0
  }

  /**
   * Creates the delivery of a registration in a session. The caller has to confirm the head of a new channel
   * (`confirmHeads`).
   */
  join(
    session: Session,
    { registration, joinedSeq }: { registration: Registration; joinedSeq: number },
  ): { delivery: Delivery; isNewChannel: boolean } {
    const known = this.#channels.get(registration.tokenId)
    const channel = known ?? this.#open(registration)
    const delivery = new Delivery({ registration, session, channel, joinedSeq })
    session.deliveries.add(delivery)
    channel.members.add(delivery)
    return { delivery, isNewChannel: known === undefined }
  }

  leave(delivery: Delivery): void {
    const { channel } = delivery
    delivery.end()
    if (!channel.members.delete(delivery) || channel.members.size > 0) return
    channel.evict()
    this.#parts.interests.end(interestIn(channel))
    this.#channels.delete(channel.tokenId)
  }

  /** Passes on entries that were just committed, in seq order for each token. */
  append({ entries, moreFor }: Extract<Announcement, { kind: 'appended' }>): void {
    for (const [tokenId, ofToken] of groupByToken(entries)) {
      const channel = this.#channels.get(tokenId)
      if (channel === undefined) continue
      try {
        channel.append(ofToken, { moreFollow: moreFor?.has(channel.clientAppToken) === true })
      } catch (error) {
        // The members get the entries from the log at the next reading of the heads. The other tokens go on.
        channel.evict()
        this.#parts.onUnexpected(error, { kind: 'step', name: 'fan-out' })
      }
    }
  }

  /** The log of the token reaches `headSeq`. */
  advance({ tokenId, headSeq }: { tokenId: number; headSeq: number }): void {
    this.#channels.get(tokenId)?.advance(headSeq)
  }

  /** Evicts the cached entries of a token whose log has changed: they no longer match it. */
  evict(tokenId: number): void {
    this.#channels.get(tokenId)?.evict()
  }

  evictAll(): void {
    for (const channel of this.#channels.values()) channel.evict()
  }

  /** Reads the head of every channel, which finds lost hints (R2). */
  async readHeads(): Promise<void> {
    const heads = await this.#parts.context.store.readHeads([...this.#channels.keys()])
    for (const [tokenId, headSeq] of heads) this.#channels.get(tokenId)?.advance(headSeq)
  }

  /**
   * Reads the heads after the members have joined (R3). This finds entries that were appended after the registrations
   * were read and before the members joined.
   */
  confirmHeads(channels: readonly TokenChannel[]): void {
    if (channels.length === 0) return
    this.#parts.context.store
      .readHeads(channels.map((channel) => channel.tokenId))
      .then((heads) => {
        for (const channel of channels) channel.advance(heads.get(channel.tokenId) ?? 0)
      })
      .catch((error: unknown) => {
        // The heartbeat reads the heads again.
        if (!isAoiError(error)) this.#parts.onUnexpected(error, { kind: 'step', name: 'heads' })
      })
  }

  #open({ tokenId, clientAppToken, headSeq }: Registration): TokenChannel {
    const { deliver, context, interests } = this.#parts
    const channel = new TokenChannel({
      ...{ tokenId, clientAppToken, headSeq, deliver },
      ...{ budget: this.#budget, clock: context.clock },
    })
    this.#channels.set(tokenId, channel)
    interests.begin(interestIn(channel))
    return channel
  }
}

function interestIn({ tokenId, clientAppToken }: TokenChannel): Interest {
  return { kind: 'token', tokenId, clientAppToken }
}

import type { Announcement } from '#server/core/announcement.ts'
import type { Interest, Interests } from '#server/core/bus.ts'
import type { Context } from '#server/core/context.ts'
import { isAoiError } from '#server/core/errors.ts'
import { groupByToken } from '#server/core/group-by-token.ts'
import type { Registration } from '#server/core/store.ts'
import type { OnUnexpected } from '#server/core/unexpected.ts'
import type { CacheBudget } from '../log/cache-budget.ts'
import { LogTail } from '../log/log-tail.ts'
import { Delivery } from '../session/delivery.ts'
import type { Session } from '../session/session.ts'
import { ConnectedToken } from './connected-token.ts'
import type { FanOut } from './fan-out.ts'

const CACHED_BYTES_IN_ALL = 33_554_432

type Parts = {
  context: Pick<Context, 'store' | 'clock' | 'pulse'>
  fanOut: FanOut
  interests: Interests
  onUnexpected: OnUnexpected
}

/** The tokens that have a member connected here. Each is here as long as it has a member. */
export class ConnectedTokens {
  readonly #parts: Parts
  readonly #tokens = new Map<number, ConnectedToken>()
  /** Tokens whose heads are read at the end of this turn. */
  readonly #unconfirmed: ConnectedToken[] = []
  readonly #budget: CacheBudget = { bytes: 0, maxBytes: CACHED_BYTES_IN_ALL }

  constructor(parts: Parts) {
    this.#parts = parts
  }

  countMembers(tokenId: number): number {
    return this.#tokens.get(tokenId)?.members.size ?? 0
  }

  /**
   * Creates the delivery of a registration in a session. Returns the token as well if it had no member here before: the
   * caller has to confirm its head (`confirmHeads`).
   */
  join(
    session: Session,
    { registration, joinedSeq }: { registration: Registration; joinedSeq: number },
  ): { delivery: Delivery; newToken: ConnectedToken | undefined } {
    const known = this.#tokens.get(registration.tokenId)
    const token = known ?? this.#open(registration)
    const delivery = new Delivery({ registration, session, log: token.log, joinedSeq })
    session.deliveries.add(delivery)
    token.members.add(delivery)
    return { delivery, newToken: known === undefined ? token : undefined }
  }

  leave(delivery: Delivery): void {
    const { log } = delivery
    delivery.end()
    const token = this.#tokens.get(log.tokenId)
    if (token?.members.delete(delivery) !== true || token.members.size > 0) return
    this.#parts.fanOut.leave(token)
    this.#parts.interests.end(interestIn(log))
    this.#tokens.delete(log.tokenId)
  }

  /** Passes on entries that were just committed, in seq order for each token. */
  append({ entries, moreFor }: Extract<Announcement, { kind: 'appended' }>): void {
    for (const [tokenId, ofToken] of groupByToken(entries)) {
      const token = this.#tokens.get(tokenId)
      if (token === undefined) continue
      try {
        const moreFollow = moreFor?.has(token.log.clientAppToken) === true
        this.#parts.fanOut.append(token, { entries: ofToken, moreFollow })
      } catch (error) {
        // The members get the entries from the log at the next reading of the heads. The other tokens go on.
        token.log.evict()
        this.#parts.onUnexpected(error, { kind: 'step', name: 'fan-out' })
      }
    }
  }

  /** The log of the token reaches `headSeq`. */
  advance({ tokenId, headSeq }: { tokenId: number; headSeq: number }): void {
    const token = this.#tokens.get(tokenId)
    if (token !== undefined) this.#parts.fanOut.advance(token, headSeq)
  }

  /** Evicts the cached entries of a token whose log has changed: they no longer match it. */
  evict(tokenId: number): void {
    this.#tokens.get(tokenId)?.log.evict()
  }

  evictAll(): void {
    for (const token of this.#tokens.values()) token.log.evict()
    this.#parts.fanOut.evictAll()
  }

  /** Reads the head of every connected token, which finds lost hints (R2). */
  async readHeads(): Promise<void> {
    const heads = await this.#parts.context.store.readHeads([...this.#tokens.keys()])
    for (const [tokenId, headSeq] of heads) this.advance({ tokenId, headSeq })
  }

  /**
   * Reads the heads after the members have joined (R3). This finds entries that were appended after the registrations
   * were read and before the members joined. Sessions that begin in one turn share the statement.
   */
  confirmHeads(tokens: readonly ConnectedToken[]): void {
    if (tokens.length === 0) return
    if (this.#unconfirmed.length === 0) setImmediate(() => this.#readUnconfirmed())
    this.#unconfirmed.push(...tokens)
  }

  #readUnconfirmed(): void {
    const tokens = this.#unconfirmed.splice(0)
    this.#parts.context.store
      .readHeads(tokens.map(({ log }) => log.tokenId))
      .then((heads) => {
        for (const token of tokens) this.#parts.fanOut.advance(token, heads.get(token.log.tokenId) ?? 0)
      })
      .catch((error: unknown) => {
        // The heartbeat reads the heads again.
        if (!isAoiError(error)) this.#parts.onUnexpected(error, { kind: 'step', name: 'heads' })
      })
  }

  #open({ tokenId, clientAppToken, headSeq }: Registration): ConnectedToken {
    const { context, interests } = this.#parts
    const log = new LogTail({
      ...{ tokenId, clientAppToken, headSeq },
      ...{ budget: this.#budget, clock: context.clock, onFirstWrite: context.pulse.onFirstWrite },
    })
    const token = new ConnectedToken(log)
    this.#tokens.set(tokenId, token)
    interests.begin(interestIn(log))
    return token
  }
}

function interestIn({ tokenId, clientAppToken }: LogTail): Interest {
  return { kind: 'token', tokenId, clientAppToken }
}

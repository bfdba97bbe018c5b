import { isAckedUntil, LIMITS, type Until } from '#protocol'
import type { Clock } from '../clock.ts'
import { isAoiError } from '../errors.ts'
import type { LimitWatch } from '../limits/limit-watch.ts'
import { type GiveBack, Shares } from '../limits/shares.ts'
import type { NotificationRow, Store } from '../store.ts'
import { isOver, type OutcomeWatch, untilItMayEnd } from './outcome-watch.ts'

/** `hasWaited`: false if too many requests wait already. */
export type AwaitedOutcome = { row: NotificationRow; hasWaited: boolean }

type Wait = { apiKeyId: string; until: Until; milliseconds: number; signal: AbortSignal }
type Parts = {
  store: Pick<Store, 'findNotification'>
  clock: Clock
  watch: OutcomeWatch
  limitWatch?: LimitWatch | undefined
}

/** Senders that wait until members have acknowledged a notification. No wait holds a transaction. */
export class AckWaits {
  readonly #parts: Parts
  readonly #shares: Shares

  constructor(parts: Parts) {
    this.#parts = parts
    this.#shares = new Shares({
      limit: 'acksWaitingPerKey',
      places: LIMITS.acksWaiting,
      share: LIMITS.acksWaitingPerKey,
      desc: 'too many requests wait for acks',
      ...{ retryAfter: 5, watch: parts.limitWatch },
    })
  }

  /**
   * Waits until as many members have acknowledged as `until` says, no further member can, or the time is over. Returns
   * the outcome so far; `undefined` if there is no such notification. Throws `unavailable` without the database.
   */
  async wait(id: string, input: Wait): Promise<AwaitedOutcome | undefined> {
    const giveBack = this.#take(input.apiKeyId)
    try {
      const milliseconds = giveBack === undefined ? 0 : input.milliseconds
      const row = await this.#wait(id, { ...input, milliseconds })
      return row && { row, hasWaited: giveBack !== undefined }
    } finally {
      giveBack?.()
    }
  }

  /** A notification must not be refused because its sender cannot wait. */
  #take(apiKeyId: string): GiveBack | undefined {
    try {
      return this.#shares.take([`API key ${apiKeyId}`])
    } catch (error) {
      if (isAoiError(error)) return undefined
      throw error
    }
  }

  async #wait(id: string, { until, milliseconds, signal }: Wait): Promise<NotificationRow | undefined> {
    const { store, clock, watch } = this.#parts
    const endsAt = clock.monotonic() + milliseconds
    for (;;) {
      const now = clock.now()
      const row = await store.findNotification({ id, now })
      const left = endsAt - clock.monotonic()
      if (row === undefined || isAckedUntil(until, row) || isOver(row, now)) return row
      if (left <= 0 || watch.ended || signal.aborted) return row
      await watch.sleep([row], { milliseconds: Math.min(left, untilItMayEnd(row, now)), signal })
    }
  }
}

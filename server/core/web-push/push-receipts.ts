import { LIMITS } from '#protocol'
import type { Clock } from '../clock.ts'
import { AoiError } from '../errors.ts'
import type { LimitWatch } from '../limits/limit-watch.ts'
import { Shares } from '../limits/shares.ts'
import { isOver, type OutcomeWatch, untilItMayEnd } from '../notifications/outcome-watch.ts'
import type { NotificationRow, Store } from '../store.ts'
import { WEB_PUSH_SENDER } from './sender-id.ts'

/** The outcome of a message: a member has received it, or none will. */
export type Receipt = 'received' | 'gone'

export type FoundReceipt = { id: string; receipt: Receipt }

/** `address`: the address of the waiting sender, as limits by address count it. */
type Wait = { milliseconds: number; signal: AbortSignal; address: string }
type Parts = {
  store: Pick<Store, 'findNotification'>
  clock: Clock
  watch: OutcomeWatch
  limitWatch?: LimitWatch | undefined
}

/**
 * Receipts of messages (RFC 8030, 5.1 and 6.3), for senders that wait for them. In a group, the first member counts.
 */
export class PushReceipts {
  readonly #parts: Parts
  /** Taken before anything is read. */
  readonly #byAddress: Shares
  /** By the senders of the awaited messages, which are known only after the read. */
  readonly #bySender: Shares

  constructor(parts: Parts) {
    this.#parts = parts
    const limits = {
      limit: 'receiptsWaitingPerParty',
      places: LIMITS.receiptsWaiting,
      share: LIMITS.receiptsWaitingPerParty,
      desc: 'too many requests wait for receipts',
      ...{ retryAfter: 5, watch: parts.limitWatch },
    }
    this.#byAddress = new Shares(limits)
    this.#bySender = new Shares(limits)
  }

  /**
   * Waits at most `milliseconds` until one of the messages is received or gone; returns `undefined` if none is by then.
   * Skips messages that are forgotten. Throws `notFound` if all are, `unavailable` if too many wait.
   */
  async wait(ids: readonly string[], input: Wait): Promise<FoundReceipt | undefined> {
    const giveBack = this.#byAddress.take([`address ${input.address}`])
    try {
      return await this.#wait(ids, input)
    } finally {
      giveBack()
    }
  }

  async #wait(ids: readonly string[], input: Wait): Promise<FoundReceipt | undefined> {
    const { clock, watch } = this.#parts
    const until = clock.monotonic() + input.milliseconds
    for (;;) {
      const now = clock.now()
      const rows = await this.#find(ids, now)
      const [found] = rows.flatMap((row) => {
        const receipt = receiptOf(row, now)
        return receipt === undefined ? [] : [{ id: row.id, receipt }]
      })
      const left = until - clock.monotonic()
      if (found !== undefined || left <= 0 || watch.ended || input.signal.aborted) return found
      const soonest = Math.min(left, ...rows.map((row) => untilItMayEnd(row, now)))
      await this.#sleep(rows, { ...input, milliseconds: soonest })
    }
  }

  async #find(ids: readonly string[], now: number): Promise<NotificationRow[]> {
    const found = await Promise.all(ids.map((id) => this.#parts.store.findNotification({ id, now })))
    const rows = found.filter((row) => row !== undefined)
    if (rows.length === 0) throw new AoiError('notFound', 'no message has this URL')
    return rows
  }

  async #sleep(rows: readonly NotificationRow[], input: Wait): Promise<void> {
    const giveBack = this.#bySender.take(sendersOf(rows))
    try {
      await this.#parts.watch.sleep(rows, input)
    } finally {
      giveBack()
    }
  }
}

/** Senders without a VAPID key are anonymous and unrelated, so they do not share one limit. */
function sendersOf(rows: readonly NotificationRow[]): string[] {
  const senders = new Set(rows.map(({ serverApplicationId }) => serverApplicationId))
  senders.delete(WEB_PUSH_SENDER)
  return [...senders].map((id) => `sender ${id}`)
}

function receiptOf(row: NotificationRow, now: number): Receipt | undefined {
  if (row.acked > 0) return 'received'
  return isOver(row, now) ? 'gone' : undefined
}

import { LIMITS } from '#protocol'
import type { Announcement } from '../announcement.ts'
import type { Clock } from '../clock.ts'
import { AoiError } from '../errors.ts'
import type { LimitWatch } from '../limits/limit-watch.ts'
import { Shares } from '../limits/shares.ts'
import type { CursorMove, NotificationRow, Store } from '../store.ts'
import { WEB_PUSH_SENDER } from './sender-id.ts'

/** The outcome of a message: a member has received it, or none will. */
export type Receipt = 'received' | 'gone'

/** The announcement of an ack may be lost (R2), or the ack may come to another node. */
const LOOK_AGAIN_MILLISECONDS = 5000
/** Members still acknowledge a notification with TTL 0 shortly after its end. */
const LAST_ACK_MILLISECONDS = 3000

export type FoundReceipt = { id: string; receipt: Receipt }

/** `address`: the address of the waiting sender, as limits by address count it. */
type Wait = { milliseconds: number; signal: AbortSignal; address: string }
type Place = { tokenId: number; seq: number }
type Waiter = { places: readonly Place[]; wake: () => void }
type Parts = { store: Pick<Store, 'findNotification'>; clock: Clock; limitWatch?: LimitWatch | undefined }

/**
 * Receipts of messages (RFC 8030, 5.1 and 6.3), for senders that wait for them. In a group, the first member counts.
 */
export class PushReceipts {
  readonly #parts: Parts
  readonly #waiters = new Set<Waiter>()
  /** Taken before anything is read. */
  readonly #byAddress: Shares
  /** By the senders of the awaited messages, which are known only after the read. */
  readonly #bySender: Shares
  #ended = false

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
    const { clock } = this.#parts
    const until = clock.monotonic() + input.milliseconds
    for (;;) {
      const now = clock.now()
      const rows = await this.#find(ids, now)
      const [found] = rows.flatMap((row) => {
        const receipt = receiptOf(row, now)
        return receipt === undefined ? [] : [{ id: row.id, receipt }]
      })
      const left = until - clock.monotonic()
      if (found !== undefined || left <= 0 || this.#ended || input.signal.aborted) return found
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

  /** Wakes the waiters that an announcement concerns. */
  readonly onAnnouncement = (announcement: Announcement): void => {
    if (this.#waiters.size === 0) return
    for (const { places, wake } of [...this.#waiters])
      if (places.some((place) => concerns(announcement, place))) wake()
  }

  /** Ends all waits: the server drains. */
  end(): void {
    this.#ended = true
    for (const { wake } of [...this.#waiters]) wake()
  }

  #sleep(places: readonly NotificationRow[], { milliseconds, signal }: Wait): Promise<void> {
    const giveBack = this.#bySender.take(sendersOf(places))
    return new Promise((resolve) => {
      const wake = () => {
        cancel()
        giveBack()
        this.#waiters.delete(waiter)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      const cancel = this.#parts.clock.after(milliseconds, wake)
      const waiter = { places, wake }
      this.#waiters.add(waiter)
      signal.addEventListener('abort', wake)
    })
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
  const isOver = row.pending === 0 && now >= lastAckAt(row)
  return isOver ? 'gone' : undefined
}

function untilItMayEnd(row: NotificationRow, now: number): number {
  return Math.max(1, Math.min(LOOK_AGAIN_MILLISECONDS, Math.max(row.expiresAt, lastAckAt(row)) - now))
}

/** With TTL 0 the counts end at once, but members that were sent it may still acknowledge. */
function lastAckAt({ acceptedAt, expiresAt, recipients }: NotificationRow): number {
  return recipients > 0 && expiresAt === acceptedAt ? expiresAt + LAST_ACK_MILLISECONDS : 0
}

function concerns(announcement: Announcement, { tokenId, seq }: Place): boolean {
  if (announcement.kind === 'acked') {
    return announcement.moves.some((move) => move.tokenId === tokenId && covers(move, seq))
  }
  if (announcement.kind === 'cancelled') return announcement.tokenId === tokenId
  if (announcement.kind !== 'appended') return false
  return announcement.entries.some((entry) => entry.tokenId === tokenId && entry.topic !== undefined)
}

function covers({ fromSeq, toSeq, gaps }: CursorMove, seq: number): boolean {
  return seq > fromSeq && seq <= toSeq && !gaps.some(([from, to]) => seq >= from && seq <= to)
}

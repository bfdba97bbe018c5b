import { LIMITS } from '#protocol'
import type { Announcement } from '../announcement.ts'
import type { Clock } from '../clock.ts'
import { AoiError } from '../errors.ts'
import type { LimitWatch } from '../limits/limit-watch.ts'
import { Shares } from '../limits/shares.ts'
import type { CursorMove, NotificationRow, Store } from '../store.ts'
import { WEB_PUSH_SENDER } from './sender-id.ts'

/** What became of a message: a member has it, or nobody will. */
export type Receipt = 'received' | 'gone'

/** The word of an ack can be lost (R2), or come from another node. */
const LOOK_AGAIN_MILLISECONDS = 5000
/** What is due now or never is still acknowledged a moment after it is over. */
const LAST_ACK_MILLISECONDS = 3000

export type FoundReceipt = { id: string; receipt: Receipt }

/** `address`: of who waits, as limits by address count it. */
type Wait = { milliseconds: number; signal: AbortSignal; address: string }
type Place = { tokenId: number; seq: number }
type Waiter = { places: readonly Place[]; wake: () => void }
type Parts = { store: Pick<Store, 'findNotification'>; clock: Clock; limitWatch?: LimitWatch | undefined }

/** Receipts of messages (RFC 8030, 5.1 and 6.3), for who waits for them. For a group: the first member has it. */
export class PushReceipts {
  readonly #parts: Parts
  readonly #waiters = new Set<Waiter>()
  /** Taken before anything is read. */
  readonly #byAddress: Shares
  /** Of those whose messages are waited for, who are known then. */
  readonly #bySender: Shares
  #ended = false

  constructor(parts: Parts) {
    this.#parts = parts
    const limits = {
      limit: 'receiptsWaitingPerParty',
      places: LIMITS.receiptsWaiting,
      share: LIMITS.receiptsWaitingPerParty,
      desc: 'too many wait for receipts',
      ...{ retryAfter: 5, watch: parts.limitWatch },
    }
    this.#byAddress = new Shares(limits)
    this.#bySender = new Shares(limits)
  }

  /**
   * Waits until one of the messages is received or gone, at most `milliseconds`; `undefined` when that is so of none by
   * then. Messages that are forgotten are passed over. Throws `notFound` where all are, `unavailable` when too many wait.
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
    if (rows.length === 0) throw new AoiError('notFound', 'there is no such message')
    return rows
  }

  /** Wakes who waits for what happened. */
  readonly hear = (announcement: Announcement): void => {
    if (this.#waiters.size === 0) return
    for (const { places, wake } of [...this.#waiters])
      if (places.some((place) => concerns(announcement, place))) wake()
  }

  /** Nobody waits any longer: the server drains. */
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

/** Senders without a VAPID key are nobody in particular, so they have no share together. */
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

/** For TTL 0 it is over for the counts at once, and those who were sent it have yet to say so. */
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

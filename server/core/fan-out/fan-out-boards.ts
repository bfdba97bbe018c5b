import { LIMITS } from '#protocol'
import type { FanOutFrame } from '#protocol/dashboard/fan-out.ts'
import { countOpen } from '#protocol/dashboard/recipient-states.ts'
import type { Announcement } from '../announcement.ts'
import type { Clock } from '../clock.ts'
import { AoiError, isAoiError } from '../errors.ts'
import type { Turn } from '../pacer.ts'
import type { Presence, Reach } from '../presence.ts'
import type { Simulations } from '../simulations/simulations.ts'
import type { NotificationRow, Store } from '../store.ts'
import { FanOutBoard } from './fan-out-board.ts'
import { stateOf } from './notification-state.ts'

const FRAME_MILLISECONDS = 250
/** Registrations may end in bursts: the log is read again at most this often. */
const RELOAD_MILLISECONDS = 1000
const KEPT_MILLISECONDS = 60_000

type Watcher = (frame: FanOutFrame) => void

type Entry = {
  board: FanOutBoard
  watchers: Set<Watcher>
  usedAt: number
  loadedAt: number
  /** Recipients that are connected to other nodes, according to the last read of the database. */
  elsewhere: ReadonlySet<string>
  /** True after an event whose effect acks alone do not show. */
  stale: boolean
  loading: Promise<void> | undefined
  /** Acks that became durable during a read of the log. */
  ackedMeanwhile: Announcement[]
}

type Parts = {
  store: Pick<Store, 'findNotification' | 'readRecipients'>
  clock: Clock
  turn: Turn
  presence: Presence
  simulations: Pick<Simulations, 'reachOf'>
  /** True if other nodes may move cursors too, without announcing each move. */
  sharesDatabase?: boolean
  onError: (error: unknown) => void
}

/** The boards of notifications that pages show. There are few, and they end a minute after the last use. */
export class FanOutBoards {
  readonly #parts: Parts
  readonly #kept = new Map<string, Entry>()
  readonly #opening = new Map<string, Promise<Entry>>()
  #ticking = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Returns the current board. Throws `notFound`. */
  async open(id: string): Promise<FanOutBoard> {
    const kept = await this.#find(id)
    kept.usedAt = this.#parts.clock.monotonic()
    await this.#refresh(kept)
    return kept.board
  }

  /** Calls `watcher` with every frame, at most four a second. Returns a function that ends it. Throws `notFound`. */
  async watch(id: string, watcher: Watcher): Promise<() => void> {
    const kept = await this.#find(id)
    kept.watchers.add(watcher)
    this.#tick()
    return () => {
      kept.watchers.delete(watcher)
      kept.usedAt = this.#parts.clock.monotonic()
    }
  }

  readonly onAnnouncement = (announcement: Announcement): void => {
    if (this.#kept.size === 0) return
    for (const kept of this.#kept.values()) note(kept, announcement)
  }

  async #find(id: string): Promise<Entry> {
    const kept = this.#kept.get(id)
    if (kept !== undefined) return kept
    const opening = this.#opening.get(id) ?? this.#make(id)
    this.#opening.set(id, opening)
    try {
      return await opening
    } finally {
      this.#opening.delete(id)
    }
  }

  async #make(id: string): Promise<Entry> {
    const now = this.#parts.clock.monotonic()
    const notification = await this.#read(id)
    const kept: Entry = {
      board: new FanOutBoard(notification, []),
      watchers: new Set(),
      ...{
        usedAt: now,
        loadedAt: now,
        elsewhere: new Set(),
        stale: true,
        loading: undefined,
        ackedMeanwhile: [],
      },
    }
    // Added before its recipients are read, so that no ack is lost between the read and the listening.
    this.#kept.set(id, kept)
    this.#makeRoom()
    await this.#load(kept)
    return kept
  }

  #makeRoom(): void {
    const idle = [...this.#kept.entries()]
      .filter(([, { watchers }]) => watchers.size === 0)
      .sort(([, a], [, b]) => a.usedAt - b.usedAt)
    for (const [id] of idle.slice(0, Math.max(0, this.#kept.size - LIMITS.fanOutBoards)))
      this.#kept.delete(id)
  }

  async #read(id: string): Promise<NotificationRow> {
    const found = await this.#parts.store.findNotification({ id, now: this.#parts.clock.now() })
    if (found === undefined) throw new AoiError('notFound', 'id: no notification has this id')
    return found
  }

  #load(kept: Entry): Promise<void> {
    kept.loading ??= this.#reload(kept).finally(() => {
      kept.loading = undefined
    })
    return kept.loading
  }

  async #reload(kept: Entry): Promise<void> {
    kept.stale = false
    kept.loadedAt = this.#parts.clock.monotonic()
    const { id } = kept.board.notification
    kept.ackedMeanwhile = []
    const notification = await this.#read(id)
    const { store, clock, turn } = this.#parts
    const rows = await store.readRecipients({ id, now: clock.now(), turn })
    kept.elsewhere = await this.#parts.presence.listOnlineElsewhere(notification.tokenId)
    kept.board.load(notification, rows)
    // Acks that became durable during the read may be missing from its earlier pages.
    for (const announcement of kept.ackedMeanwhile.splice(0)) applyMoves(kept, announcement)
    this.#reach(kept)
  }

  #reach({ board, elsewhere }: Entry): void {
    const { clock, presence, simulations } = this.#parts
    const { notification } = board
    if (stateOf(notification, clock.now()) !== 'live') return
    board.applyReach((aoiClientId): Reach => {
      const reach = simulations.reachOf(aoiClientId) ?? presence.reachOf(aoiClientId, notification)
      // The progress of another node is unknown here.
      return reach === 'offline' && elsewhere.has(aoiClientId) ? 'queued' : reach
    })
  }

  async #refresh(kept: Entry): Promise<void> {
    const { clock } = this.#parts
    const { notification } = kept.board
    const open = countOpen(kept.board.counts)
    const isMoved = this.#parts.sharesDatabase === true && open > 0
    const isOver = stateOf(notification, clock.now()) !== 'live' && open > 0
    const isDue = clock.monotonic() - kept.loadedAt >= RELOAD_MILLISECONDS
    if (kept.loading !== undefined || ((kept.stale || isOver || isMoved) && isDue)) await this.#load(kept)
    else this.#reach(kept)
  }

  #tick(): void {
    if (this.#ticking) return
    this.#ticking = true
    this.#parts.clock.after(FRAME_MILLISECONDS, () => {
      this.#turn()
        .catch(this.#parts.onError)
        .finally(() => {
          this.#ticking = false
          if (this.#kept.size > 0) this.#tick()
        })
    })
  }

  async #turn(): Promise<void> {
    const now = this.#parts.clock.monotonic()
    for (const [id, kept] of this.#kept) {
      if (kept.watchers.size > 0) await this.#send(kept).catch(this.#parts.onError)
      else if (now - kept.usedAt > KEPT_MILLISECONDS) this.#kept.delete(id)
    }
  }

  async #send(kept: Entry): Promise<void> {
    try {
      await this.#refresh(kept)
    } catch (error) {
      if (!isAoiError(error) || error.code !== 'notFound') throw error
      // The notification was removed while a page showed it.
      this.#kept.delete(kept.board.notification.id)
    }
    const frame = kept.board.takeFrame(this.#parts.clock.now())
    if (frame === undefined) return
    for (const watcher of kept.watchers) watcher(frame)
  }
}

function note(kept: Entry, announcement: Announcement): void {
  const { tokenId } = kept.board.notification
  switch (announcement.kind) {
    case 'acked':
      if (kept.loading !== undefined) kept.ackedMeanwhile.push(announcement)
      applyMoves(kept, announcement)
      break
    case 'cancelled':
    case 'deregistered':
    case 'revoked':
      if (announcement.tokenId === tokenId) kept.stale = true
      break
    case 'aoiClientEnded':
      kept.stale = true
      break
    case 'appended':
      // A newer notification with a topic may replace this one.
      if (announcement.entries.some((entry) => entry.topic !== undefined && entry.tokenId === tokenId))
        kept.stale = true
      break
    default:
      break
  }
}

function applyMoves(kept: Entry, announcement: Announcement): void {
  if (announcement.kind === 'acked') kept.board.applyMoves(announcement.moves)
}

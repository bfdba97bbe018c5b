import { LIMITS } from '#protocol'
import { roomOf } from '#protocol/dashboard/feed.ts'
import type { WallFrame, WallUnit, WallView } from '#protocol/dashboard/wall.ts'
import type { Announcement, Origin } from '../announcement.ts'
import type { Clock } from '../clock.ts'
import { AoiError } from '../errors.ts'
import type { LocalPresence } from '../presence.ts'
import { SIMULATION_APPLICATION } from '../simulations/simulation-application.ts'
import type { RollupStore } from '../statistics/rollups.ts'
import { type Candidate, chooseLanes, type JudgedLane, orderLanes } from './choose-lanes.ts'
import { Flow } from './flow.ts'
import { Lane } from './lane.ts'
import { Lanes } from './lanes.ts'
import { LanesElsewhere } from './lanes-elsewhere.ts'
import type { LaneName, WallPeers } from './wall-peers.ts'
import { type ShownLane, writeFrame } from './write-frame.ts'

/** Walls without news get a frame this often, so that their last bars leave. */
const CALM_MILLISECONDS = 1000

/** A wall that at least one page follows. */
type Wall = {
  view: WallView
  pages: number
  shown: string[]
  orderedAt: number
  sentAt: number
  /** The changes here and elsewhere at the last frame. */
  changes: number
}

type OnFrame = (room: string, frame: WallFrame) => void

type Parts = {
  clock: Clock
  here: Pick<LocalPresence, 'countOnline'>
  /** Running nodes, including this one. */
  countNodes: () => number
  peers: WallPeers
  store: Pick<RollupStore, 'nameApplications'>
  onError: (error: unknown) => void
}

/**
 * The live wall: lanes of notifications with the progress of their acks. One flow counts for all walls while pages
 * follow any, and each wall has one frame for all its pages, at most four times a second.
 */
export class LiveWall {
  readonly #parts: Parts
  readonly #flow: Flow
  readonly #elsewhere = new LanesElsewhere()
  readonly #lanes: Lanes
  /** Keys of lanes that were slow when they were last judged. */
  readonly #slow: Readonly<Record<WallUnit, Set<string>>> = { application: new Set(), token: new Set() }
  readonly #walls = new Map<string, Wall>()
  readonly #listeners = new Set<OnFrame>()
  #isCounting = false
  #countingSince = 0
  /** When the last page left (monotonic ms). */
  #leftAt = 0
  /** Lanes on the walls of other nodes, and when they asked for them (monotonic ms). */
  #wanted: { at: number; lanes: readonly LaneName[] } = { at: Number.NEGATIVE_INFINITY, lanes: [] }
  #askedAt = Number.NEGATIVE_INFINITY
  #sharedAt = Number.NEGATIVE_INFINITY

  constructor(parts: Parts) {
    this.#parts = parts
    const { clock, here, countNodes, peers } = parts
    this.#flow = new Flow({
      now: () => clock.now(),
      countOnline: (tokenId) => here.countOnline(tokenId),
      others: () => (countNodes() === 1 ? 'none' : peers.isOpen ? 'sharing' : 'silent'),
    })
    this.#lanes = new Lanes({ flow: this.#flow, elsewhere: this.#elsewhere, here, now: () => clock.now() })
    peers.listen({
      onFollow: (lanes) => {
        this.#wanted = { at: clock.monotonic(), lanes }
        if (!this.#isCounting) this.#begin()
      },
      onShare: (nodeId, lanes) => {
        if (this.#walls.size > 0) this.#elsewhere.keep(nodeId, { lanes, at: clock.monotonic() })
      },
    })
  }

  /** True from the first page on, until a while after the last one. */
  get isCounting(): boolean {
    return this.#isCounting
  }

  readonly onAnnouncement = (announcement: Announcement, origin: Origin): void => {
    if (this.#isCounting) this.#flow.onAnnouncement(announcement, origin)
  }

  /** Calls `onFrame` with each frame of each wall, once for all pages in its room. */
  listen(onFrame: OnFrame): void {
    this.#listeners.add(onFrame)
  }

  /** Begins to follow a wall for one page. Returns a function that ends it. Throws `tooMany`. */
  watch(view: WallView): () => void {
    const room = roomOf(view)
    const wall = this.#walls.get(room) ?? this.#open(room, view)
    wall.pages += 1
    // The page has nothing yet.
    wall.sentAt = Number.NEGATIVE_INFINITY
    if (!this.#isCounting) this.#begin()
    return () => {
      wall.pages -= 1
      if (wall.pages > 0) return
      this.#walls.delete(room)
      this.#leftAt = this.#parts.clock.monotonic()
    }
  }

  #open(room: string, view: WallView): Wall {
    if (this.#walls.size >= LIMITS.wallViews)
      throw new AoiError('tooMany', 'too many different walls are open: close one', 5)
    const never = Number.NEGATIVE_INFINITY
    const wall = { view, pages: 0, shown: [], orderedAt: never, sentAt: never, changes: 0 }
    this.#walls.set(room, wall)
    return wall
  }

  #begin(): void {
    this.#isCounting = true
    this.#countingSince = this.#parts.clock.monotonic()
    this.#tick()
  }

  #tick(): void {
    this.#parts.clock.after(LIMITS.wallFrameMilliseconds, () => {
      this.#turn()
        .catch(this.#parts.onError)
        .finally(() => {
          if (this.#walls.size > 0 || !this.#isForgotten()) return this.#tick()
          this.#isCounting = false
          this.#flow.clear()
          this.#elsewhere.clear()
          for (const keys of Object.values(this.#slow)) keys.clear()
        })
    })
  }

  #isForgotten(): boolean {
    const leftAt = Math.max(this.#leftAt, this.#wanted.at)
    return this.#parts.clock.monotonic() - leftAt >= LIMITS.wallKeptSeconds * 1000
  }

  async #turn(): Promise<void> {
    await this.#nameTokens()
    this.#flow.prune(this.#parts.clock.now())
    this.#elsewhere.prune(this.#parts.clock.monotonic())
    this.#exchange()
    for (const [room, wall] of this.#walls) this.#send(room, wall)
  }

  /** Asks the other nodes for their lanes, and sends them the lanes of this one while they ask. */
  #exchange(): void {
    const { clock, peers, countNodes } = this.#parts
    if (!peers.isOpen || countNodes() === 1) return
    const at = clock.monotonic()
    if (this.#walls.size > 0 && at - this.#askedAt >= LIMITS.wallOrderMilliseconds) {
      this.#askedAt = at
      peers.follow(
        [...this.#walls.values()].flatMap(({ view: { unit, lanes = [] }, shown }) =>
          [...new Set([...lanes, ...shown])].map((key) => ({ unit, key })),
        ),
      )
    }
    const isAsked = at - this.#wanted.at < LIMITS.wallPeerSilentMilliseconds
    if (!isAsked || at - this.#sharedAt < LIMITS.wallShareMilliseconds) return
    this.#sharedAt = at
    peers.share(this.#lanes.share(this.#wanted.lanes, LIMITS.wallLanesShared))
  }

  async #nameTokens(): Promise<void> {
    const tokenIds = [...this.#flow.unnamed].slice(0, LIMITS.rollupStepRows)
    if (tokenIds.length === 0) return
    const names = await this.#parts.store.nameApplications(tokenIds)
    for (const tokenId of tokenIds) this.#flow.name(tokenId, names.get(tokenId))
  }

  #send(room: string, wall: Wall): void {
    const at = this.#parts.clock.monotonic()
    const changes = this.#flow.changes + this.#elsewhere.changes
    if (wall.changes === changes && at - wall.sentAt < CALM_MILLISECONDS) return
    wall.changes = changes
    wall.sentAt = at
    const frame = this.#write(wall)
    for (const onFrame of this.#listeners) onFrame(room, frame)
  }

  #write(wall: Wall): WallFrame {
    const { clock } = this.#parts
    const now = clock.now()
    const { unit } = wall.view
    const candidates = this.#listCandidates(wall.view)
    this.#choose(wall, candidates)
    const active = candidates.filter(({ flow }) => flow > 0).length
    const withFlow = candidates.filter(({ key, flow }) => flow > 0 && wall.shown.includes(key)).length
    return writeFrame({
      ...{ now, unit, missing: this.#countMissing(), more: active - withFlow },
      countedSeconds: (clock.monotonic() - this.#countingSince) / 1000,
      lanes: wall.shown.map((key) => this.#describe(key, unit)),
    })
  }

  /** Other nodes that do not share. They get some time to answer the first question. */
  #countMissing(): number {
    const { clock, peers, countNodes } = this.#parts
    const isEarly = clock.monotonic() - this.#countingSince < LIMITS.wallPeerSilentMilliseconds
    if (peers.isOpen && isEarly) return 0
    return Math.max(0, countNodes() - 1 - this.#elsewhere.nodes)
  }

  /** Brings the lanes into a new order now and then. In between, new lanes take free places at the end. */
  #choose(wall: Wall, candidates: readonly (Candidate & { lane: Lane })[]): void {
    const now = this.#parts.clock.now()
    const at = this.#parts.clock.monotonic()
    const chosen = wall.view.lanes
    const keys =
      chosen === undefined
        ? chooseLanes(candidates, wall.shown)
        : chosen.filter((key) => this.#matches(key, wall.view))
    if (at - wall.orderedAt < LIMITS.wallOrderMilliseconds) {
      const added = keys.filter((key) => !wall.shown.includes(key))
      wall.shown = [...wall.shown, ...added].slice(0, LIMITS.wallLanes)
      return
    }
    wall.orderedAt = at
    const known = new Map(candidates.map((candidate) => [candidate.key, candidate]))
    wall.shown = orderLanes(
      keys.map((key): JudgedLane => {
        const candidate = known.get(key)
        if (candidate === undefined) return { key, flow: 0, isSlow: false, slowness: 0 }
        const slowness = candidate.lane.judge(now)
        return {
          key,
          flow: candidate.flow,
          isSlow: this.#isSlow(wall.view.unit, { key, slowness }),
          slowness,
        }
      }),
    )
  }

  /** A lane is slow from `LIMITS.wallSlowMilliseconds` on, until it is twice as fast. */
  #isSlow(unit: WallUnit, { key, slowness }: { key: string; slowness: number }): boolean {
    const slow = this.#slow[unit]
    const limit = slow.has(key) ? LIMITS.wallSlowMilliseconds / 2 : LIMITS.wallSlowMilliseconds
    if (slowness >= limit) slow.add(key)
    else slow.delete(key)
    return slowness >= limit
  }

  #listCandidates(view: WallView): (Candidate & { lane: Lane })[] {
    const { unit } = view
    const all = this.#lanes.list(unit)
    const known = new Set(all.map(({ key }) => key))
    for (const key of this.#slow[unit]) if (!known.has(key)) this.#slow[unit].delete(key)
    return all.flatMap(({ key, lane }) => {
      if (!this.#isVisible(key, view)) return []
      const { notifications, recipients } = lane.sums
      return [{ key, lane, flow: notifications + recipients }]
    })
  }

  /** Simulated recipients are hidden unless the wall asks for them, or for their lane. */
  #isVisible(key: string, view: WallView): boolean {
    const [, applicationName] = this.#lanes.nameOf({ unit: view.unit, key })
    if (applicationName === undefined || !this.#matches(key, view)) return false
    if (view.lanes !== undefined) return view.lanes.includes(key)
    return view.simulated === true || applicationName !== SIMULATION_APPLICATION
  }

  #matches(key: string, { unit, search = '' }: WallView): boolean {
    return this.#lanes.nameOf({ unit, key }).join(' ').toLowerCase().includes(search.toLowerCase())
  }

  #describe(key: string, unit: WallUnit): ShownLane {
    const place = { unit, key }
    const [name, applicationName] = this.#lanes.nameOf(place)
    return {
      ...{ key, name, online: this.#lanes.countOnline(place) },
      lane: this.#lanes.find(place) ?? new Lane(this.#parts.clock.now()),
      ...(unit === 'token' && applicationName !== undefined && { applicationName }),
      ...(applicationName === SIMULATION_APPLICATION && { simulated: true }),
      ...(this.#slow[unit].has(key) && { slow: true }),
    }
  }
}

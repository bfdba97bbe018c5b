import { LIMITS } from '#protocol'
import { roomOf } from '#protocol/dashboard/feed.ts'
import type { WallFrame, WallView } from '#protocol/dashboard/wall.ts'
import type { Announcement } from '../announcement.ts'
import type { Clock } from '../clock.ts'
import { AoiError } from '../errors.ts'
import type { LocalPresence } from '../presence.ts'
import { SIMULATION_APPLICATION } from '../simulations/simulation-application.ts'
import type { RollupStore } from '../statistics/rollups.ts'
import { type Candidate, chooseLanes, type JudgedLane, orderLanes } from './choose-lanes.ts'
import { Flow } from './flow.ts'
import { Lane } from './lane.ts'
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
  /** `Flow.changes` of the last frame. */
  changes: number
}

type OnFrame = (room: string, frame: WallFrame) => void

type Parts = {
  clock: Clock
  here: Pick<LocalPresence, 'countOnline'>
  /** Running nodes, including this one. */
  countNodes: () => number
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
  readonly #walls = new Map<string, Wall>()
  readonly #listeners = new Set<OnFrame>()
  #isCounting = false
  #countingSince = 0
  /** When the last page left (monotonic ms). */
  #leftAt = 0

  constructor(parts: Parts) {
    this.#parts = parts
    const { clock, here, countNodes } = parts
    this.#flow = new Flow({
      now: () => clock.now(),
      countOnline: (tokenId) => here.countOnline(tokenId),
      hasOthers: () => countNodes() > 1,
    })
  }

  /** True from the first page on, until a while after the last one. */
  get isCounting(): boolean {
    return this.#isCounting
  }

  readonly onAnnouncement = (announcement: Announcement): void => {
    if (this.#isCounting) this.#flow.onAnnouncement(announcement)
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
        })
    })
  }

  #isForgotten(): boolean {
    return this.#parts.clock.monotonic() - this.#leftAt >= LIMITS.wallKeptSeconds * 1000
  }

  async #turn(): Promise<void> {
    await this.#nameTokens()
    this.#flow.prune(this.#parts.clock.now())
    for (const [room, wall] of this.#walls) this.#send(room, wall)
  }

  async #nameTokens(): Promise<void> {
    const tokenIds = [...this.#flow.unnamed].slice(0, LIMITS.rollupStepRows)
    if (tokenIds.length === 0) return
    const names = await this.#parts.store.nameApplications(tokenIds)
    for (const tokenId of tokenIds) this.#flow.name(tokenId, names.get(tokenId))
  }

  #send(room: string, wall: Wall): void {
    const at = this.#parts.clock.monotonic()
    if (wall.changes === this.#flow.changes && at - wall.sentAt < CALM_MILLISECONDS) return
    wall.changes = this.#flow.changes
    wall.sentAt = at
    const frame = this.#write(wall)
    for (const onFrame of this.#listeners) onFrame(room, frame)
  }

  #write(wall: Wall): WallFrame {
    const { clock, countNodes } = this.#parts
    const now = clock.now()
    const { unit } = wall.view
    const candidates = this.#listCandidates(wall.view)
    this.#choose(wall, candidates)
    const active = candidates.filter(({ flow }) => flow > 0).length
    const withFlow = candidates.filter(({ key, flow }) => flow > 0 && wall.shown.includes(key)).length
    return writeFrame({
      ...{ now, unit, nodes: countNodes(), more: active - withFlow },
      countedSeconds: (clock.monotonic() - this.#countingSince) / 1000,
      lanes: wall.shown.map((key) => this.#describe(key, unit)),
    })
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
        return { key, flow: candidate.flow, isSlow: candidate.lane.isSlow, slowness }
      }),
    )
  }

  #listCandidates(view: WallView): (Candidate & { lane: Lane })[] {
    return [...this.#flow.lanesOf(view.unit)].flatMap(([key, lane]) => {
      if (!this.#isVisible(key, view)) return []
      const { notifications, recipients } = lane.sums
      return [{ key, lane, flow: notifications + recipients }]
    })
  }

  /** Simulated recipients are hidden unless the wall asks for them, or for their lane. */
  #isVisible(key: string, view: WallView): boolean {
    const [, applicationName] = this.#nameOf(key, view.unit)
    if (applicationName === undefined || !this.#matches(key, view)) return false
    if (view.lanes !== undefined) return view.lanes.includes(key)
    return view.simulated === true || applicationName !== SIMULATION_APPLICATION
  }

  #matches(key: string, { unit, search = '' }: WallView): boolean {
    return this.#nameOf(key, unit).join(' ').toLowerCase().includes(search.toLowerCase())
  }

  #nameOf(key: string, unit: WallView['unit']): [name: string, applicationName: string | undefined] {
    if (unit === 'application') return [key, key]
    const token = this.#flow.tokens.get(Number(key))
    return [token?.fingerprint ?? '', token?.applicationName]
  }

  #describe(key: string, unit: WallView['unit']): ShownLane {
    const { here, clock } = this.#parts
    const [name, applicationName] = this.#nameOf(key, unit)
    const isSimulated = applicationName === SIMULATION_APPLICATION
    const application = this.#flow.applications.get(key)
    const tokenIds = unit === 'token' ? [Number(key)] : [...(application?.tokenIds ?? [])]
    const lane = unit === 'token' ? this.#flow.tokens.get(Number(key))?.lane : application?.lane
    let online = 0
    for (const tokenId of tokenIds) online += here.countOnline(tokenId)
    return {
      ...{ lane: lane ?? new Lane(clock.now()), key, name, online },
      ...(unit === 'token' && applicationName !== undefined && { applicationName }),
      ...(isSimulated && { simulated: true }),
    }
  }
}

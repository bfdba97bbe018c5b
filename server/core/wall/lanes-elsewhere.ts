import { LIMITS } from '#protocol'
import type { WallUnit } from '#protocol/dashboard/wall.ts'
import type { LaneShare } from './wall-peers.ts'

type Share = { at: number; lanes: Record<WallUnit, Map<string, LaneShare>> }

/** The latest lanes of each other node. */
export class LanesElsewhere {
  readonly #nodes = new Map<string, Share>()
  /** Grows with every message. */
  changes = 0

  /** Nodes that share their lanes. */
  get nodes(): number {
    return this.#nodes.size
  }

  /** `at`: monotonic ms. */
  keep(nodeId: string, { lanes, at }: { lanes: readonly LaneShare[]; at: number }): void {
    const ofUnit = (unit: WallUnit) =>
      new Map(lanes.filter((lane) => lane.unit === unit).map((lane) => [lane.key, lane]))
    this.#nodes.set(nodeId, { at, lanes: { application: ofUnit('application'), token: ofUnit('token') } })
    this.changes += 1
  }

  /** Forgets nodes that have been silent for long at `at` (monotonic ms). */
  prune(at: number): void {
    for (const [nodeId, share] of this.#nodes)
      if (at - share.at > LIMITS.wallPeerSilentMilliseconds) this.#nodes.delete(nodeId)
  }

  clear(): void {
    this.#nodes.clear()
  }

  *keysOf(unit: WallUnit): Generator<string> {
    for (const { lanes } of this.#nodes.values()) yield* lanes[unit].keys()
  }

  find(unit: WallUnit, key: string): LaneShare[] {
    return [...this.#nodes.values()].flatMap(({ lanes }) => lanes[unit].get(key) ?? [])
  }
}

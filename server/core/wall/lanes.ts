import { WALL_UNITS, type WallUnit } from '#protocol/dashboard/wall.ts'
import type { LocalPresence } from '../presence.ts'
import type { Flow } from './flow.ts'
import { Lane } from './lane.ts'
import type { LanesElsewhere } from './lanes-elsewhere.ts'
import type { LaneName, LaneShare } from './wall-peers.ts'

type Parts = {
  flow: Flow
  elsewhere: LanesElsewhere
  here: Pick<LocalPresence, 'countOnline'>
  /** Unix ms. */
  now: () => number
}

/** The lanes of this node and of the others, added up. */
export class Lanes {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Lists every lane with its counts. */
  list(unit: WallUnit): { key: string; lane: Lane }[] {
    const { flow, elsewhere } = this.#parts
    const keys = new Set<string>(elsewhere.keysOf(unit))
    for (const [key] of flow.lanesOf(unit)) keys.add(key)
    return [...keys].flatMap((key) => {
      const lane = this.find({ unit, key })
      return lane === undefined ? [] : [{ key, lane }]
    })
  }

  find({ unit, key }: LaneName): Lane | undefined {
    const own = this.#findOwn({ unit, key })
    const shares = this.#parts.elsewhere.find(unit, key)
    if (shares.length === 0) return own
    const sum = new Lane(this.#parts.now())
    for (const counts of [...(own === undefined ? [] : [own.counts]), ...shares]) sum.add(counts)
    return sum
  }

  nameOf({ unit, key }: LaneName): [name: string, applicationName: string | undefined] {
    if (unit === 'application') return [key, key]
    const { flow, elsewhere } = this.#parts
    const { fingerprint, applicationName } = flow.tokens.get(Number(key)) ?? {}
    const [share] = elsewhere.find(unit, key)
    return [fingerprint ?? share?.name ?? '', applicationName ?? share?.applicationName]
  }

  /** Connected members on all nodes. */
  countOnline(name: LaneName): number {
    const shares = this.#parts.elsewhere.find(name.unit, name.key)
    return shares.reduce((sum, { online }) => sum + online, this.#countOwn(name))
  }

  /** Returns the lanes of this node alone: `wanted` first, then those with the largest flow, `most` of each unit. */
  share(wanted: readonly LaneName[], most: number): LaneShare[] {
    const largest = WALL_UNITS.flatMap((unit) =>
      [...this.#parts.flow.lanesOf(unit)]
        .map(([key, { sums }]) => ({ unit, key, flow: sums.notifications + sums.recipients + sums.acked }))
        .sort((one, other) => other.flow - one.flow)
        .slice(0, most),
    )
    const names = new Map(
      [...wanted, ...largest].map(({ unit, key }) => [`${unit} ${key}`, { unit, key }] as const),
    )
    return [...names.values()].flatMap((name) => {
      const lane = this.#findOwn(name)
      const isNamed = name.unit === 'application' || this.#applicationOf(name.key) !== undefined
      return lane === undefined || !isNamed ? [] : [this.#describe(name, lane)]
    })
  }

  #describe(name: LaneName, lane: Lane): LaneShare {
    const isToken = name.unit === 'token'
    return {
      ...{ ...name, ...lane.counts, online: this.#countOwn(name) },
      name: isToken ? (this.#parts.flow.tokens.get(Number(name.key))?.fingerprint ?? '') : name.key,
      ...(isToken && { applicationName: this.#applicationOf(name.key) }),
    }
  }

  #applicationOf(tokenKey: string): string | undefined {
    return this.#parts.flow.tokens.get(Number(tokenKey))?.applicationName
  }

  #findOwn({ unit, key }: LaneName): Lane | undefined {
    const { flow } = this.#parts
    return unit === 'token' ? flow.tokens.get(Number(key))?.lane : flow.applications.get(key)?.lane
  }

  #countOwn({ unit, key }: LaneName): number {
    const { flow, here } = this.#parts
    const tokenIds = unit === 'token' ? [Number(key)] : [...(flow.applications.get(key)?.tokenIds ?? [])]
    return tokenIds.reduce((sum, tokenId) => sum + here.countOnline(tokenId), 0)
  }
}

import { LIMITS } from '#protocol'

/** A lane that could be shown. `flow`: recipients and notifications of its bars. */
export type Candidate = { key: string; flow: number }

/** A lane that is shown needs this share of the flow of another to stay: two equal lanes must not take turns. */
const STAY = 1.5

/** Chooses the lanes with the largest flow. Lanes of `shown` keep their place unless another has much more. */
export function chooseLanes(candidates: readonly Candidate[], shown: readonly string[]): string[] {
  const known = new Set(shown)
  const weighed = candidates
    .filter(({ flow }) => flow > 0)
    .map(({ key, flow }) => ({ key, weight: known.has(key) ? flow * STAY : flow }))
  return weighed
    .sort((one, other) => other.weight - one.weight || compare(one.key, other.key))
    .slice(0, LIMITS.wallLanes)
    .map(({ key }) => key)
}

/** `slowness`: the time in which most recipients acknowledge, in milliseconds. */
export type JudgedLane = Candidate & { isSlow: boolean; slowness: number }

/**
 * Orders lanes: slow ones first, the slowest at the top, then the others by flow. Lanes change places only when one has
 * twice as much, so that the order stays calm.
 */
export function orderLanes(lanes: readonly JudgedLane[]): string[] {
  const rank = ({ isSlow, slowness, flow }: JudgedLane) => doublings(isSlow ? slowness : flow)
  return [...lanes]
    .sort(
      (one, other) =>
        Number(other.isSlow) - Number(one.isSlow) || rank(other) - rank(one) || compare(one.key, other.key),
    )
    .map(({ key }) => key)
}

function doublings(value: number): number {
  return Math.floor(Math.log2(Math.max(1, value)))
}

function compare(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

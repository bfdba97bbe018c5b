import type { Flight } from '#protocol/dashboard/flight.ts'

/** The most lanes of deliveries; further deliveries share the last lane. */
const LANES = 12
/** Two deliveries closer than this do not share a lane, in percent of the axis. */
const APART_PERCENT = 1.2

/** Returns the position of an instant on the axis, in percent. Instants outside of the axis lie at its nearer end. */
export function placeIn({ from, to }: Pick<Flight, 'from' | 'to'>, at: string): number {
  const [begin, end] = [Date.parse(from), Date.parse(to)]
  return Math.max(0, Math.min(100, (100 * (Date.parse(at) - begin)) / Math.max(1, end - begin)))
}

/** Gives each delivery a lane, so that simultaneous deliveries stand below each other. */
export function layOutLanes(flight: Flight): { laneOf: number[]; count: number } {
  /** The position from which each lane is free, going back in time. */
  const free: number[] = []
  const laneOf = flight.deliveries.map(({ acceptedAt, ackedAt }) => {
    const begin = placeIn(flight, acceptedAt)
    const end = placeIn(flight, ackedAt ?? acceptedAt)
    const found = free.findIndex((until) => end + APART_PERCENT <= until)
    const lane = found !== -1 ? found : Math.min(free.length, LANES - 1)
    free[lane] = begin
    return lane
  })
  return { laneOf, count: free.length }
}

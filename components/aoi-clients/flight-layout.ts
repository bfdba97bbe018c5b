import type { Flight } from '#protocol/dashboard/flight.ts'

/** Rows of deliveries at most; what does not fit shares the last. */
const LANES = 12
/** Two that stand closer than this do not share a lane, in percent of the axis. */
const APART_PERCENT = 1.2

/** Where an instant lies on the axis, in percent; what is outside lies at its end. */
export function placeIn({ from, to }: Pick<Flight, 'from' | 'to'>, at: string): number {
  const [begin, end] = [Date.parse(from), Date.parse(to)]
  return Math.max(0, Math.min(100, (100 * (Date.parse(at) - begin)) / Math.max(1, end - begin)))
}

/** A lane for each delivery, so that those at one time stand below each other. */
export function layOutLanes(flight: Flight): { laneOf: number[]; count: number } {
  /** Where each lane is free from, going back in time. */
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

/** The later of two ISO times: what a clock a little ahead wrote is told as now. */
export function later(one: string, other: string): string {
  return one > other ? one : other
}

/** The earlier of two ISO times. */
export function earlier(one: string, other: string): string {
  return one < other ? one : other
}

/** Returns the later of two ISO times. A time from a clock slightly ahead is then shown as now. */
export function later(one: string, other: string): string {
  return one > other ? one : other
}

/** Returns the earlier of two ISO times. */
export function earlier(one: string, other: string): string {
  return one < other ? one : other
}

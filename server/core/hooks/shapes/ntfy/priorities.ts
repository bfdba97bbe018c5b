import type { Urgency } from '#protocol/urgency.ts'

/** ntfy's priorities by number and name. */
const PRIORITIES: ReadonlyMap<string, number> = new Map([
  ['1', 1],
  ['min', 1],
  ['2', 2],
  ['low', 2],
  ['3', 3],
  ['default', 3],
  ['4', 4],
  ['high', 4],
  ['5', 5],
  ['max', 5],
  ['urgent', 5],
])

const URGENCIES = [undefined, 'very-low', 'low', 'normal', 'high', 'high'] as const

/** Returns the priority of a number or name in any case, 1 to 5; undefined if it is none. */
export function findPriority(text: string): number | undefined {
  return PRIORITIES.get(text.toLowerCase())
}

export function urgencyOf(priority: number | undefined): Urgency | undefined {
  return URGENCIES[priority ?? 0]
}

import type { Overview } from '#protocol/overview.ts'

/** Returns the number of notifications in `latest` that are not in `held`: at most as many as an overview contains. */
export function countUnseen(held: Overview, latest: Overview | undefined): number {
  const seen = new Set(held.notifications.map((notification) => notification.id))
  return latest === undefined ? 0 : latest.notifications.filter(({ id }) => !seen.has(id)).length
}

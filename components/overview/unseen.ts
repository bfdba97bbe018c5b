import type { Overview } from '#protocol/overview.ts'

/** How many of the notifications in `latest` are not in `held`. At most as many as an overview carries. */
export function countUnseen(held: Overview, latest: Overview | undefined): number {
  const seen = new Set(held.notifications.map((notification) => notification.id))
  return latest === undefined ? 0 : latest.notifications.filter(({ id }) => !seen.has(id)).length
}

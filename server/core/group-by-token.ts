import type { LogEntry } from './store.ts'

/** By the id of their token, in the order in which they are given. */
export function groupByToken(entries: readonly LogEntry[]): Map<number, LogEntry[]> {
  const groups = new Map<number, LogEntry[]>()
  for (const entry of entries) {
    const group = groups.get(entry.tokenId)
    if (group === undefined) groups.set(entry.tokenId, [entry])
    else group.push(entry)
  }
  return groups
}

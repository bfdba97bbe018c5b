/** Groups entries by their token id and keeps their order. */
export function groupByToken<Entry extends { tokenId: number }>(
  entries: readonly Entry[],
): Map<number, Entry[]> {
  const groups = new Map<number, Entry[]>()
  for (const entry of entries) {
    const group = groups.get(entry.tokenId)
    if (group === undefined) groups.set(entry.tokenId, [entry])
    else group.push(entry)
  }
  return groups
}

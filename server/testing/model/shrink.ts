/**
 * Returns a shorter list that still fails, by removing ever smaller pieces (delta debugging). At the deadline it
 * returns the shortest list found so far.
 */
export async function shrink<Item>(
  items: readonly Item[],
  { fails, hasTime }: { fails: (items: readonly Item[]) => Promise<boolean>; hasTime: () => boolean },
): Promise<readonly Item[]> {
  let shortest = items
  let size = Math.ceil(shortest.length / 2)
  while (size >= 1 && hasTime()) {
    const shorter = await withoutOnePiece(shortest, { size, fails, hasTime })
    if (shorter !== undefined) {
      shortest = shorter
      size = Math.min(size, Math.ceil(shortest.length / 2))
    } else if (size === 1) break
    else size = Math.ceil(size / 2)
  }
  return shortest
}

async function withoutOnePiece<Item>(
  items: readonly Item[],
  input: { size: number; fails: (items: readonly Item[]) => Promise<boolean>; hasTime: () => boolean },
): Promise<readonly Item[] | undefined> {
  // Begins at the end: items after the failure are never needed.
  for (let end = items.length; end > 0 && input.hasTime(); end -= input.size) {
    const shorter = [...items.slice(0, Math.max(0, end - input.size)), ...items.slice(end)]
    if (shorter.length < items.length && (await input.fails(shorter))) return shorter
  }
  return undefined
}

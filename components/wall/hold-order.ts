/**
 * The order in which lanes are shown. While somebody points at a lane or has the focus there, `shown` keeps its order:
 * lanes that came are at the end, and those that left are gone.
 */
export function holdOrder(
  arrived: readonly string[],
  { shown, isHeld }: { shown: readonly string[]; isHeld: boolean },
): readonly string[] {
  if (!isHeld) return arrived
  const kept = shown.filter((key) => arrived.includes(key))
  return [...kept, ...arrived.filter((key) => !kept.includes(key))]
}

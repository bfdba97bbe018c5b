const STEPS: Record<string, (columns: number) => number> = {
  ArrowRight: () => 1,
  ArrowLeft: () => -1,
  ArrowDown: (columns) => columns,
  ArrowUp: (columns) => -columns,
  PageDown: (columns) => columns * 10,
  PageUp: (columns) => -columns * 10,
}

/**
 * Returns the point that a key moves to from `at`, in a field of `points` in rows of `columns`; `undefined` for other
 * keys.
 */
export function moveByKey(
  key: string,
  { at, columns, points }: { at: number; columns: number; points: number },
): number | undefined {
  if (key === 'Home') return 0
  if (key === 'End') return points - 1
  const step = STEPS[key]
  return step === undefined ? undefined : Math.max(0, Math.min(points - 1, at + step(columns)))
}

/** The effect of a key on the row with the focus. */
export type RowMove = 'next' | 'previous' | 'first' | 'last' | 'inward' | 'outward' | 'select'

const MOVES: Readonly<Record<string, RowMove>> = {
  ArrowDown: 'next',
  j: 'next',
  ArrowUp: 'previous',
  k: 'previous',
  Home: 'first',
  End: 'last',
  ArrowRight: 'inward',
  ArrowLeft: 'outward',
  x: 'select',
}

type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing'>

/**
 * Returns the move for a key inside the table, where letters have no other use; `undefined` for keys without a meaning
 * there.
 */
export function findRowMove(pressed: KeyPress): RowMove | undefined {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey || pressed.isComposing) return undefined
  return Object.hasOwn(MOVES, pressed.key) ? MOVES[pressed.key] : undefined
}

/** Returns the index of the target row, which stays within the table. */
export function moveTo(move: RowMove, from: number, count: number): number {
  const target = { next: from + 1, previous: from - 1, first: 0, last: count - 1 }
  const wanted = move in target ? target[move as keyof typeof target] : from
  return Math.max(0, Math.min(count - 1, wanted))
}

/** What a key does to the row in which it is pressed. */
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

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing'>

/** The move for a key inside the table, where letters reach nothing else; `undefined` for what is not the table's. */
export function findRowMove(pressed: Pressed): RowMove | undefined {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey || pressed.isComposing) return undefined
  return Object.hasOwn(MOVES, pressed.key) ? MOVES[pressed.key] : undefined
}

/** Index of the row to go to; stays within the table. */
export function moveTo(move: RowMove, from: number, count: number): number {
  const target = { next: from + 1, previous: from - 1, first: 0, last: count - 1 }
  const wanted = move in target ? target[move as keyof typeof target] : from
  return Math.max(0, Math.min(count - 1, wanted))
}

import type { KeyboardEvent } from 'react'
import { findRowMove, moveTo, type RowMove } from './row-keys.ts'

const INTERACTIVE = 'a[href], button, input'

/**
 * Key handler of a table body. Up and down (or j and k) move between rows, right and left between the controls of a
 * row. x selects the row; Enter opens it, because its link has the focus.
 */
export function onRowKey(event: KeyboardEvent<HTMLElement>): void {
  const move = findRowMove(event.nativeEvent)
  const target = event.target as HTMLElement
  const row = target.closest<HTMLTableRowElement>('tr[data-row]')
  if (move === undefined || row === null || isTyping(target)) return
  event.preventDefault()
  if (move === 'select') row.querySelector<HTMLElement>('[data-row-select]')?.click()
  else if (move === 'inward' || move === 'outward') moveWithin({ row, target, move })
  else moveBetween({ body: event.currentTarget, row, move })
}

function isTyping(target: HTMLElement): boolean {
  return target.matches('textarea, select, [contenteditable], input:not([type="checkbox"])')
}

function moveBetween(input: { body: HTMLElement; row: HTMLTableRowElement; move: RowMove }): void {
  const { body, row, move } = input
  const rows = [...body.querySelectorAll<HTMLTableRowElement>('tr[data-row]')]
  focusRow(rows[moveTo(move, rows.indexOf(row), rows.length)])
}

/** Focuses the row's link, or else the first focusable element in the row. */
function focusRow(row: HTMLTableRowElement | undefined): void {
  const target =
    row?.querySelector<HTMLElement>('[data-row-link]') ?? row?.querySelector<HTMLElement>(INTERACTIVE)
  target?.focus()
  target?.scrollIntoView({ block: 'nearest' })
}

function moveWithin(input: { row: HTMLTableRowElement; target: HTMLElement; move: RowMove }): void {
  const { row, target, move } = input
  const stops = [...row.querySelectorAll<HTMLElement>(INTERACTIVE)]
  const at = stops.findIndex((stop) => stop === target || stop.contains(target))
  stops[moveTo(move === 'inward' ? 'next' : 'previous', at, stops.length)]?.focus()
}

'use client'

import { memo } from 'react'
import { moveByKey } from './field-keys.ts'
import { OUTCOME_FILLS, outcomeOf } from './outcome-look.tsx'
import type { FieldProps } from './recipient-field.tsx'

const COLUMNS = 80
const CELL = 10

/** A dot each, up to a few thousand; one stop of the keyboard, in which arrow keys move. */
export function DotField({ states, at, label, name, onMove, onOpen }: FieldProps) {
  const rows = Math.ceil(states.length / COLUMNS)
  const find = (event: React.MouseEvent): number | undefined => {
    const index = (event.target as Element).getAttribute('data-index')
    return index === null ? undefined : Number(index)
  }
  return (
    <div
      role="slider"
      aria-label={label}
      aria-valuemin={1}
      aria-valuemax={states.length}
      aria-valuenow={at + 1}
      aria-valuetext={name}
      tabIndex={0}
      className="cursor-pointer"
      onClick={(event) => {
        const index = find(event)
        if (index !== undefined) onOpen(index)
      }}
      onMouseMove={(event) => {
        const index = find(event)
        if (index !== undefined) onMove(index)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') return onOpen(at)
        const moved = moveByKey(event.key, { at, columns: COLUMNS, points: states.length })
        if (moved === undefined) return
        event.preventDefault()
        onMove(moved)
      }}
    >
      <svg aria-hidden="true" viewBox={`0 0 ${COLUMNS * CELL} ${rows * CELL}`} className="block w-full">
        {Array.from(states, (state, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a recipient is its place
          <Dot key={index} index={index} state={state} />
        ))}
        <rect
          x={(at % COLUMNS) * CELL}
          y={Math.floor(at / COLUMNS) * CELL}
          width={CELL}
          height={CELL}
          fill="none"
          className="stroke-2 stroke-ink"
        />
      </svg>
    </div>
  )
}

const Dot = memo(function Dot({ index, state }: { index: number; state: number }) {
  const outcome = outcomeOf(state)
  return (
    <circle
      data-index={index}
      cx={(index % COLUMNS) * CELL + CELL / 2}
      cy={Math.floor(index / COLUMNS) * CELL + CELL / 2}
      r={outcome === 'acked' ? 4 : 2.5}
      className={OUTCOME_FILLS[outcome]}
    />
  )
})

'use client'

import { type MouseEvent, memo } from 'react'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { useRoving } from '../ui/use-roving.ts'
import type { FieldProps } from './field-props.ts'
import { useProgress } from './live-fan-out.ts'
import { OUTCOME_FILLS, outcomeOf } from './outcome-look.tsx'
import { texts } from './texts.ts'

/** Columns: fewer recipients get larger dots, which are easier to tap. */
const [FEW, MANY] = [40, 80]
const FEW_AT_MOST = 1000
const CELL = 10

/**
 * Shows one dot for each recipient, up to a few thousand. The dots link to their rows and form one tab stop, within
 * which arrow keys move.
 */
export function DotField({ live, label, onMove, onOpen }: FieldProps) {
  const { states } = useProgress(live, (progress) => progress)
  const t = useTexts(texts)
  const format = useFormat()
  const columns = states.length <= FEW_AT_MOST ? FEW : MANY
  const roving = useRoving({ stops: states.length, columns, first: 0 })
  const rows = Math.ceil(states.length / columns)
  const follow = (event: MouseEvent) => {
    const stop = (event.target as Element).closest('[data-stop]')?.getAttribute('data-stop')
    return stop == null ? undefined : Number(stop)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of links, not a field of a form
    <div
      role="group"
      aria-label={label}
      onKeyDown={roving.onKeyDown}
      onClick={(event) => {
        const index = follow(event)
        if (index === undefined) return
        event.preventDefault()
        roving.moveTo(index)
        onOpen(index)
      }}
      onMouseMove={(event) => {
        const index = follow(event)
        if (index !== undefined) onMove(index)
      }}
      onFocus={(event) => {
        const stop = event.target.getAttribute('data-stop')
        if (stop !== null) onMove(Number(stop))
      }}
    >
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: each link in it has its own name */}
      <svg viewBox={`0 0 ${columns * CELL} ${rows * CELL}`} className="block w-full">
        {Array.from(states, (state, index) => (
          <Dot
            // biome-ignore lint/suspicious/noArrayIndexKey: the index identifies a recipient
            key={index}
            index={index}
            columns={columns}
            state={state}
            isStop={index === roving.at}
            name={t.point(format.number(index + 1), t[outcomeOf(state)])}
          />
        ))}
      </svg>
    </div>
  )
}

type DotProps = { index: number; columns: number; state: number; isStop: boolean; name: string }

const Dot = memo(function Dot({ index, columns, state, isStop, name }: DotProps) {
  const outcome = outcomeOf(state)
  const [column, row] = [index % columns, Math.floor(index / columns)]
  return (
    <a
      href={`?start=${index}#recipients`}
      aria-label={name}
      data-stop={index}
      tabIndex={isStop ? 0 : -1}
      className="group outline-none"
    >
      <rect
        x={column * CELL}
        y={row * CELL}
        width={CELL}
        height={CELL}
        className="fill-transparent stroke-2 stroke-transparent group-hover:fill-sunken group-focus:stroke-ink"
      />
      <circle
        cx={column * CELL + CELL / 2}
        cy={row * CELL + CELL / 2}
        r={outcome === 'acked' ? 4 : 2.5}
        className={OUTCOME_FILLS[outcome]}
      />
    </a>
  )
})

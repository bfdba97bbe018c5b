'use client'

import { useState } from 'react'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { DotField } from './dot-field.tsx'
import { type LiveFanOut, useProgress } from './live-fan-out.ts'
import { outcomeOf } from './outcome-look.tsx'
import { PixelField } from './pixel-field.tsx'
import { texts } from './texts.ts'
import { Waterfall } from './waterfall.tsx'

const WATERFALL_AT_MOST = 60
const DOTS_AT_MOST = 4000

export type FieldProps = {
  states: Uint8Array
  /** Counts the changes of `states`, which is changed in place. */
  tick: number
  /** The recipient that the keyboard is at. */
  at: number
  label: string
  /** Which recipient it is at, in words. */
  name: string
  onMove: (index: number) => void
  onOpen: (index: number) => void
}

type Props = { id: string; live: LiveFanOut; onOpen: (index: number) => void }

/** All recipients at once, in the form that their number allows: rows, dots, or a pixel each. */
export function RecipientField({ id, live, onOpen }: Props) {
  const { states, tick } = useProgress(live, (progress) => progress)
  const t = useTexts(texts)
  const format = useFormat()
  const [at, setAt] = useState(0)
  if (states.length <= WATERFALL_AT_MOST) return <Waterfall id={id} tick={tick} />
  const shown = Math.min(at, states.length - 1)
  const name = t.point(format.number(shown + 1), t[outcomeOf(states[shown] ?? 0)])
  const label = t.fieldLabel(format.number(states.length))
  const field = { states, tick, at: shown, label, name, onMove: setAt, onOpen }
  return (
    <div>
      {states.length <= DOTS_AT_MOST ? <DotField {...field} /> : <PixelField {...field} />}
      <p role="status" className="mt-2 text-muted text-small">
        {name}
      </p>
    </div>
  )
}

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

type Props = { id: string; live: LiveFanOut; onOpen: (index: number) => void }

/** All recipients at once, in a form that suits their number: rows, dots, or one pixel each. */
export function RecipientField({ id, live, onOpen }: Props) {
  const [at, setAt] = useState(0)
  const recipients = useProgress(live, ({ states }) => states.length)
  const state = useProgress(live, ({ states }) => states[at])
  const t = useTexts(texts)
  const format = useFormat()
  if (recipients <= WATERFALL_AT_MOST) return <Waterfall id={id} live={live} />
  const name = t.point(format.number(at + 1), t[outcomeOf(state ?? 0)])
  const label = t.fieldLabel(recipients)
  const field = { live, at, label, name, onMove: setAt, onOpen }
  return (
    <div>
      {recipients <= DOTS_AT_MOST ? <DotField {...field} /> : <PixelField {...field} />}
      <p role="status" className="mt-2 text-muted text-small">
        {name}
      </p>
    </div>
  )
}

'use client'

import { useState } from 'react'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import type { LiveFanOut } from './live-fan-out.ts'
import { texts } from './texts.ts'
import { useSettled } from './use-settled.ts'

const SETTLING = { quiet: 1500 }

/** Announces to screen readers how many recipients have acknowledged, once the count has been still for a moment. */
export function FanOutAnnouncer({ live, recipients }: { live: LiveFanOut; recipients: number }) {
  const t = useTexts(texts)
  const format = useFormat()
  const [announced, setAnnounced] = useState('')
  useSettled(
    live,
    () => setAnnounced(t.announce(format.number(live.progress.counts.acked), format.number(recipients))),
    SETTLING,
  )
  return (
    <p role="status" className="sr-only">
      {announced}
    </p>
  )
}

'use client'

import { useEffect, useState } from 'react'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { type LiveFanOut, useProgress } from './live-fan-out.ts'
import { texts } from './texts.ts'

const QUIET_MILLISECONDS = 1500

/** Tells those who listen how many have acknowledged, once the count has stood still for a moment. */
export function FanOutAnnouncer({ live, recipients }: { live: LiveFanOut; recipients: number }) {
  const acked = useProgress(live, ({ counts }) => counts.acked)
  const t = useTexts(texts)
  const format = useFormat()
  const [told, setTold] = useState('')
  useEffect(() => {
    const timer = setTimeout(
      () => setTold(t.announce(format.number(acked), format.number(recipients))),
      QUIET_MILLISECONDS,
    )
    return () => clearTimeout(timer)
  }, [acked, recipients, t, format])
  return (
    <p role="status" className="sr-only">
      {told}
    </p>
  )
}

'use client'

import { useEffect, useState } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { formatNumber } from '../ui/format.ts'
import { texts } from './texts.ts'

const QUIET_MILLISECONDS = 1500

/** Tells those who listen how many have acknowledged, once the count has stood still for a moment. */
export function FanOutAnnouncer({ acked, recipients }: { acked: number; recipients: number }) {
  const t = useTexts(texts)
  const [told, setTold] = useState('')
  useEffect(() => {
    const timer = setTimeout(
      () => setTold(t.announce(formatNumber(acked), formatNumber(recipients))),
      QUIET_MILLISECONDS,
    )
    return () => clearTimeout(timer)
  }, [acked, recipients, t])
  return (
    <p role="status" className="sr-only">
      {told}
    </p>
  )
}

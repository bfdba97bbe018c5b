'use client'

import { useEffect, useRef, useState } from 'react'
import type { OverviewNotification } from '#protocol/overview.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { texts } from './texts.ts'

/** Arrivals within this time are announced together. */
const GATHER_MILLISECONDS = 3000

/** Tells a screen reader how many notifications arrived, instead of each of them. */
export function ArrivalAnnouncer({ notifications }: { notifications: readonly OverviewNotification[] }) {
  const t = useTexts(texts)
  const [announced, setAnnounced] = useState('')
  const known = useRef<ReadonlySet<string>>(new Set(notifications.map(({ id }) => id)))

  useEffect(() => {
    const arrived = notifications.filter(({ id }) => !known.current.has(id)).length
    if (arrived === 0) return
    const timer = setTimeout(() => {
      known.current = new Set(notifications.map(({ id }) => id))
      setAnnounced(t.arrived(arrived))
    }, GATHER_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [notifications, t])

  return (
    <p role="status" className="sr-only">
      {announced}
    </p>
  )
}

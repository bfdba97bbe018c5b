'use client'

import { useEffect, useRef, useState } from 'react'
import type { OverviewNotification } from '#protocol/overview.ts'
import { formatCount } from '../ui/format.ts'

/** Arrivals within this time are told as one. */
const GATHER_MILLISECONDS = 3000

/** Tells a screen reader how many notifications came, not each of them. */
export function ArrivalAnnouncer({ notifications }: { notifications: readonly OverviewNotification[] }) {
  const [told, setTold] = useState('')
  const known = useRef<ReadonlySet<string>>(new Set(notifications.map(({ id }) => id)))

  useEffect(() => {
    const arrived = notifications.filter(({ id }) => !known.current.has(id)).length
    if (arrived === 0) return
    const timer = setTimeout(() => {
      known.current = new Set(notifications.map(({ id }) => id))
      setTold(formatCount(arrived, { one: 'new notification', other: 'new notifications' }))
    }, GATHER_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [notifications])

  return (
    <p role="status" className="sr-only">
      {told}
    </p>
  )
}

'use client'

import { useEffect, useState } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { texts } from './texts.ts'

/** A number that changes again within this time is not announced. */
const QUIET_MILLISECONDS = 3000

/** Tells screen readers how many lanes are slow when the number has changed. The first state is on the page already. */
export function WallAnnouncer({ slowLanes }: { slowLanes: number }) {
  const t = useTexts(texts)
  const [announced, setAnnounced] = useState<number>()

  useEffect(() => {
    const timer = setTimeout(() => setAnnounced(slowLanes), QUIET_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [slowLanes])

  const text = announced === undefined || announced === 0 ? t.noSlowLanes : t.slowLanes(announced)
  return (
    <p role="status" className="sr-only">
      {announced === undefined ? '' : text}
    </p>
  )
}

'use client'

import { useEffect, useState } from 'react'

const STEP_MILLISECONDS = 30_000

/** The time in ISO form, renewed twice a minute, for ages. */
export function useNow(): string {
  const [now, setNow] = useState(() => new Date().toISOString())
  useEffect(() => {
    const renew = () => setNow(new Date().toISOString())
    const timer = setInterval(renew, STEP_MILLISECONDS)
    return () => clearInterval(timer)
  }, [])
  return now
}

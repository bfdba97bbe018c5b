'use client'

import { useEffect, useRef } from 'react'
import type { OwnAccount } from '#protocol/dashboard/account.ts'
import { dashboardUrl } from '../live/dashboard-api.ts'
import { serverNow } from '../live/server-clock.ts'

const POLL_MILLISECONDS = 1000

/** Calls `onConfirmed` once the operator `email` has proved their identity in another tab of this browser. */
export function useConfirmation({
  email,
  onConfirmed,
}: {
  email: string | undefined
  onConfirmed: () => void
}): void {
  const confirmed = useRef(onConfirmed)
  confirmed.current = onConfirmed
  useEffect(() => {
    if (email === undefined) return
    const ending = new AbortController()
    const poll = async () => {
      if (await isConfirmed(email, ending.signal)) {
        if (!ending.signal.aborted) confirmed.current()
        ending.abort()
      }
    }
    const timer = setInterval(() => void poll(), POLL_MILLISECONDS)
    ending.signal.addEventListener('abort', () => clearInterval(timer))
    return () => ending.abort()
  }, [email])
}

/** A failure, or a session of somebody else, is no confirmation: the page asks again. */
async function isConfirmed(email: string, signal: AbortSignal): Promise<boolean> {
  const response = await fetch(dashboardUrl('readOwnAccount'), { cache: 'no-store', signal }).catch(
    () => undefined,
  )
  if (response?.ok !== true) return false
  const account = (await response.json().catch(() => undefined)) as OwnAccount | undefined
  return account?.email === email && Date.parse(account.confirmedUntil) > serverNow()
}

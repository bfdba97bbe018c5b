'use client'

import { useEffect, useRef } from 'react'

/**
 * While `isActive`, nobody leaves the page by mistake: the browser asks before it closes or reloads, and Back stays on
 * the page and calls `onAttempt`.
 */
export function useLeaveGuard(isActive: boolean, onAttempt: () => void): void {
  const attempt = useRef(onAttempt)
  useEffect(() => {
    attempt.current = onAttempt
  })

  useEffect(() => {
    if (!isActive) return
    const stop = new AbortController()
    const { signal } = stop
    const { href } = location
    // Adds a history entry for Back to leave. It is the same page, so Back changes nothing.
    const stay = () => history.pushState(null, '', location.href)
    const begin = () => {
      stay()
      window.addEventListener('beforeunload', (event) => event.preventDefault(), { signal })
      window.addEventListener(
        'popstate',
        () => {
          stay()
          attempt.current()
        },
        { signal },
      )
      // Removes the entry again, unless the reader is on another page by then.
      signal.addEventListener('abort', () => {
        if (location.href === href) history.back()
      })
    }
    const timer = setTimeout(begin)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [isActive])
}

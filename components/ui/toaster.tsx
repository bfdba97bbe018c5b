'use client'

import Link from 'next/link'
import { useEffect, useState } from 'react'
import { listenToSaid, type Said } from './say.ts'

const SHOWN_MILLISECONDS = 8000
const AT_ONCE = 3

type Shown = Said & { id: number }

/** Where `say` is heard: the last few, until they are read or put away. */
export function Toaster({ dismiss }: { dismiss: string }) {
  const [shown, setShown] = useState<readonly Shown[]>([])
  const close = (id: number) => setShown((before) => before.filter((said) => said.id !== id))

  useEffect(() => {
    let last = 0
    const timers = new Set<number>()
    const stop = listenToSaid((said) => {
      const id = ++last
      setShown((before) => [...before, { ...said, id }].slice(-AT_ONCE))
      if (said.tone === 'danger') return
      timers.add(
        window.setTimeout(
          () => setShown((before) => before.filter((other) => other.id !== id)),
          SHOWN_MILLISECONDS,
        ),
      )
    })
    return () => {
      stop()
      for (const timer of timers) window.clearTimeout(timer)
    }
  }, [])

  return (
    <div data-toasts="" className="fixed right-4 bottom-4 z-50 grid w-[min(24rem,calc(100vw-2rem))] gap-2">
      {shown.map(({ id, text, tone, link }) => (
        <div
          key={id}
          className={`flex items-start gap-3 rounded-panel border bg-surface px-4 py-2 shadow-lg ${tone === 'danger' ? 'border-danger text-danger' : 'border-edge'}`}
        >
          <p className="min-w-0 flex-1 wrap-anywhere py-1">
            {text}{' '}
            {link === undefined ? null : (
              <Link href={link.href} prefetch={false} className="underline underline-offset-4">
                {link.label}
              </Link>
            )}
          </p>
          <button
            type="button"
            aria-label={dismiss}
            onClick={() => close(id)}
            className="grid size-8 shrink-0 place-items-center rounded-control hover:bg-sunken"
          >
            ×
          </button>
        </div>
      ))}
    </div>
  )
}

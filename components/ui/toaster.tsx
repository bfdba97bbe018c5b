'use client'

import { useEffect, useState } from 'react'
import { defineTexts } from '../i18n/define-texts.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { listenToAnnounced } from './announce.ts'
import { listenToToasts, type Toast } from './toast.ts'

const texts = defineTexts({ en: { dismiss: 'Close' }, de: { dismiss: 'Schließen' } })

const SHOWN_MILLISECONDS = 8000
const AT_ONCE = 3

type ShownToast = Toast & { id: number }

/**
 * Receives `showToast` and `announce` on every page: the one polite live region. Toasts are also visible, for some
 * seconds; failures stay until they are dismissed. The `aria-live` attribute is explicit: a modal dialog hides
 * everything else from screen readers, except for elements with that attribute.
 */
export function Toaster() {
  const t = useTexts(texts)
  const [announced, setAnnounced] = useState({ text: '', times: 0 })
  useEffect(() => listenToAnnounced((text) => setAnnounced(({ times }) => ({ text, times: times + 1 }))), [])
  const [shown, setShown] = useState<readonly ShownToast[]>([])
  const close = (id: number) => setShown((before) => before.filter((toast) => toast.id !== id))

  useEffect(() => {
    let last = 0
    const timers = new Set<number>()
    const stop = listenToToasts((toast) => {
      const id = ++last
      setShown((before) => [...before, { ...toast, id }].slice(-AT_ONCE))
      if (toast.tone === 'danger') return
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
    <div
      role="status"
      aria-live="polite"
      data-live-region=""
      className="fixed right-4 bottom-4 z-50 grid w-[min(24rem,calc(100vw-2rem))] gap-2"
    >
      {/* A new element each time: otherwise a repeated sentence would not be read again. */}
      <span key={announced.times} className="sr-only">
        {announced.text}
      </span>
      {shown.map(({ id, text, tone, link }) => (
        <div
          key={id}
          className={`flex items-start gap-3 rounded-panel border bg-surface px-4 py-2 shadow-lg ${tone === 'danger' ? 'border-danger text-danger' : 'border-edge'}`}
        >
          <p className="min-w-0 flex-1 wrap-anywhere py-1">
            {text}{' '}
            {link === undefined ? null : (
              <a href={link.href} className="underline underline-offset-4">
                {link.label}
              </a>
            )}
          </p>
          <button
            type="button"
            aria-label={t.dismiss}
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

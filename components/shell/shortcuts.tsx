'use client'

import { useRouter } from 'next/navigation'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { Dialog } from '../ui/dialog.tsx'
import type { NavigationItem } from './navigation.ts'

const Palette = lazy(() => import('./palette.tsx'))
const SWITCH = 'aoi-single-keys'
const SEQUENCE_MILLISECONDS = 1200

/** Keys for the whole dashboard. Single keys work outside of inputs alone, and can be switched off. */
export function Shortcuts({ items }: { items: readonly NavigationItem[] }) {
  const router = useRouter()
  const [shown, setShown] = useState<'keys' | 'palette'>()
  const [enabled, setEnabled] = useState(true)
  const goingSince = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => setEnabled(localStorage.getItem(SWITCH) !== 'off'), [])

  useEffect(() => {
    function press(event: KeyboardEvent) {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        return setShown('palette')
      }
      if (!enabled || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const isGoing = event.timeStamp - goingSince.current < SEQUENCE_MILLISECONDS
      goingSince.current = Number.NEGATIVE_INFINITY
      const item = isGoing ? items.find(({ key }) => key === event.key) : undefined
      if (item !== undefined) return item.reload ? location.assign(item.href) : router.push(item.href)
      if (event.key === 'g') goingSince.current = event.timeStamp
      else if (event.key === '?') setShown('keys')
      else if (event.key === '/') {
        const search = document.querySelector<HTMLInputElement>('input[type=search]')
        if (search === null) return
        event.preventDefault()
        search.focus()
      }
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [enabled, items, router])

  function toggle(next: boolean) {
    localStorage.setItem(SWITCH, next ? 'on' : 'off')
    setEnabled(next)
  }

  return (
    <>
      <Dialog
        open={shown === 'keys'}
        onClose={() => setShown(undefined)}
        title="Keys"
        description="Wherever you are in the dashboard."
      >
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5">
          <Key keys="Ctrl K, ⌘ K" does="find a page, a notification or an AOI Client" />
          <Key keys="/" does="search on this page" />
          <Key keys="?" does="these keys" />
          {items.map(({ key, label }) => (
            <Key key={key} keys={`g ${key}`} does={label} />
          ))}
        </dl>
        <label className="mt-5 flex min-h-6 items-center gap-2 text-small">
          <input
            type="checkbox"
            className="size-5"
            checked={enabled}
            onChange={(event) => toggle(event.target.checked)}
          />
          Single keys are on
        </label>
      </Dialog>
      {shown === 'palette' ? (
        <Suspense>
          <Palette items={items} onClose={() => setShown(undefined)} />
        </Suspense>
      ) : null}
    </>
  )
}

function Key({ keys, does }: { keys: string; does: string }) {
  return (
    <>
      <dt>
        <kbd className="rounded-control border border-edge bg-sunken px-1.5 font-mono text-small">{keys}</kbd>
      </dt>
      <dd>{does}</dd>
    </>
  )
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable], dialog, [role=dialog]') !== null
  )
}

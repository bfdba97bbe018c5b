'use client'

import { useRouter } from 'next/navigation'
import { Suspense, useEffect, useRef, useState } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { openPage } from '../live/open-page.ts'
import { Dialog } from '../ui/dialog.tsx'
import { say } from '../ui/say.ts'
import { onPaletteAsked } from './early-keys.ts'
import { extrasTexts } from './extras-texts.ts'
import { lazyExtra } from './lazy-extra.ts'
import type { NavigationItem } from './navigation.ts'
import { texts } from './texts.ts'

const loadPalette = () => import('./palette.tsx')
const Palette = lazyExtra(loadPalette)
const ComposeDialog = lazyExtra(() => import('./compose-dialog.tsx'))
const SWITCH = 'aoi-single-keys'
const SEQUENCE_MILLISECONDS = 1200
const PRELOAD_MILLISECONDS = 300

/** Keys for the whole dashboard. Single keys work only outside of inputs, and can be switched off. */
export function Shortcuts({ items, mayCompose }: { items: readonly NavigationItem[]; mayCompose: boolean }) {
  const t = useTexts(extrasTexts)
  const frame = useTexts(texts)
  const router = useRouter()
  const [shown, setShown] = useState<'keys' | 'palette' | 'compose'>()
  const [enabled, setEnabled] = useState(true)
  const goingSince = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => setEnabled(localStorage.getItem(SWITCH) !== 'off'), [])
  useEffect(() => onPaletteAsked(() => setShown('palette')), [])
  useEffect(() => {
    // Loads the palette ahead of Ctrl K, so that typed text reaches its field.
    const timer = setTimeout(() => void loadPalette().catch(() => undefined), PRELOAD_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [])

  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (!enabled || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const isGoing = event.timeStamp - goingSince.current < SEQUENCE_MILLISECONDS
      goingSince.current = Number.NEGATIVE_INFINITY
      const item = isGoing ? items.find(({ key }) => key === event.key) : undefined
      if (item !== undefined) return go(item)
      if (event.key === 'g') goingSince.current = event.timeStamp
      else if (event.key === '?') setShown('keys')
      else if (event.key === 'n' && mayCompose) setShown('compose')
      else if (event.key === '/') {
        event.preventDefault()
        const search = document.querySelector<HTMLInputElement>('#page input[type=search]')
        // On a page without a search field, the key opens the palette.
        if (search === null) setShown('palette')
        else search.focus()
      }
    }
    function go({ href, reload }: NavigationItem) {
      if (!reload) return router.push(href)
      openPage(href)
        .then((isOpening) => (isOpening ? undefined : say(frame.pageAway, 'danger')))
        .catch(() => undefined)
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [enabled, items, mayCompose, router, frame])

  function toggle(next: boolean) {
    localStorage.setItem(SWITCH, next ? 'on' : 'off')
    setEnabled(next)
  }

  return (
    <>
      <Dialog
        name="keys"
        open={shown === 'keys'}
        onClose={() => setShown(undefined)}
        title={t.keys}
        description={t.keysIs}
      >
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5">
          <Key keys="Ctrl K, ⌘ K" does={t.find} />
          <Key keys="/" does={t.search} />
          {mayCompose ? <Key keys="n" does={t.compose} /> : null}
          <Key keys="?" does={t.theseKeys} />
          {items.map(({ key, page }) => (
            <Key key={key} keys={`g ${key}`} does={frame[page]} />
          ))}
        </dl>
        <label className="mt-5 flex min-h-6 items-center gap-2 text-small">
          <input
            type="checkbox"
            className="size-5"
            checked={enabled}
            onChange={(event) => toggle(event.target.checked)}
          />
          {t.single}
        </label>
      </Dialog>
      {shown === 'palette' ? (
        <Suspense>
          <Palette items={items} onClose={() => setShown(undefined)} />
        </Suspense>
      ) : null}
      {shown === 'compose' ? (
        <Suspense>
          <ComposeDialog onClose={() => setShown(undefined)} />
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

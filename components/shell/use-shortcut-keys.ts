import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { openPage } from '../live/open-page.ts'
import { showToast } from '../ui/toast.ts'
import type { NavigationItem } from './navigation.ts'
import { texts } from './texts.ts'

const SEQUENCE_MILLISECONDS = 1200

/** A dialog that a single key opens. */
export type Opened = 'keys' | 'palette'

type Keys = { items: readonly NavigationItem[]; mayCompose: boolean; enabled: boolean }

/** Handles the single keys, outside of inputs: `g` and a letter goes to a page, `n` writes a notification, `/` goes to the search field. */
export function useShortcutKeys({ items, mayCompose, enabled }: Keys, open: (opened: Opened) => void): void {
  const frame = useTexts(texts)
  const router = useRouter()
  const goingSince = useRef(Number.NEGATIVE_INFINITY)

  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (!enabled || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const isGoing = event.timeStamp - goingSince.current < SEQUENCE_MILLISECONDS
      goingSince.current = Number.NEGATIVE_INFINITY
      const item = isGoing ? items.find(({ key }) => key === event.key) : undefined
      if (item !== undefined) return go(item)
      if (event.key === 'g') goingSince.current = event.timeStamp
      else if (event.key === '?') open('keys')
      else if (event.key === 'n' && mayCompose) router.push('/compose')
      else if (event.key === '/') {
        event.preventDefault()
        const search = document.querySelector<HTMLInputElement>('#page input[type=search]')
        // On a page without a search field, the key opens the palette.
        if (search === null) open('palette')
        else search.focus()
      }
    }
    function go({ href, reload }: NavigationItem) {
      if (!reload) return router.push(href)
      openPage(href)
        .then((isOpening) => (isOpening ? undefined : showToast(frame.pageAway, 'danger')))
        .catch(() => undefined)
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [enabled, items, mayCompose, open, router, frame])
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable], dialog, [role=dialog]') !== null
  )
}

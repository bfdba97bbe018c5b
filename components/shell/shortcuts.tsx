'use client'

import { Suspense, useEffect, useState } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { CheckBox } from '../ui/check-box.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { onPaletteAsked } from './early-keys.ts'
import { extrasTexts } from './extras-texts.ts'
import { lazyExtra } from './lazy-extra.ts'
import type { NavigationItem } from './navigation.ts'
import { texts } from './texts.ts'
import { type Opened, useShortcutKeys } from './use-shortcut-keys.ts'

const loadPalette = () => import('./palette.tsx')
const Palette = lazyExtra(loadPalette)
const SWITCH = 'aoi-single-keys'
const PRELOAD_MILLISECONDS = 300

type Props = { items: readonly NavigationItem[]; mayCompose: boolean }

/** Keys for the whole dashboard. Single keys work only outside of inputs, and can be switched off. */
export function Shortcuts({ items, mayCompose }: Props) {
  const [opened, setOpened] = useState<Opened>()
  const [enabled, setEnabled] = useState(true)
  const close = () => setOpened(undefined)
  useShortcutKeys({ items, mayCompose, enabled }, setOpened)
  useEffect(() => setEnabled(localStorage.getItem(SWITCH) !== 'off'), [])
  useEffect(() => onPaletteAsked(() => setOpened('palette')), [])
  useEffect(() => {
    // Loads the palette ahead of Ctrl K, so that typed text reaches its field.
    const timer = setTimeout(() => void loadPalette().catch(() => undefined), PRELOAD_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [])

  function toggle(next: boolean) {
    localStorage.setItem(SWITCH, next ? 'on' : 'off')
    setEnabled(next)
  }

  return (
    <>
      <KeysDialog
        {...{ items, mayCompose, enabled }}
        open={opened === 'keys'}
        onClose={close}
        onToggle={toggle}
      />
      {opened === 'palette' ? (
        <Suspense>
          <Palette items={items} onClose={close} />
        </Suspense>
      ) : null}
    </>
  )
}

type KeysProps = Props & {
  enabled: boolean
  open: boolean
  onClose: () => void
  onToggle: (enabled: boolean) => void
}

/** The list of all keys, and the switch of the single ones. */
function KeysDialog({ items, mayCompose, enabled, open, onClose, onToggle }: KeysProps) {
  const t = useTexts(extrasTexts)
  const frame = useTexts(texts)
  return (
    <Dialog name="keys" open={open} onClose={onClose} title={t.keys} description={t.keysIs}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5">
        <Key keys="Ctrl K, ⌘ K" does={t.find} />
        <Key keys="/" does={t.search} />
        {mayCompose ? <Key keys="n" does={t.compose} /> : null}
        <Key keys="?" does={t.theseKeys} />
        {items.map(({ key, page }) => (
          <Key key={key} keys={`g ${key}`} does={frame[page]} />
        ))}
      </dl>
      <CheckBox className="mt-5 min-h-6 text-small" label={t.single} checked={enabled} onChange={onToggle} />
    </Dialog>
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

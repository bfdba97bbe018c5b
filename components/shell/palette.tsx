'use client'

import { Command } from 'cmdk'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { openPage } from '../live/open-page.ts'
import { Dialog } from '../ui/dialog.tsx'
import { showToast } from '../ui/toast.ts'
import { takeTyped } from './early-keys.ts'
import { type ExtrasTexts, extrasTexts } from './extras-texts.ts'
import type { NavigationItem } from './navigation.ts'
import { texts } from './texts.ts'

/** Returns the page for a pasted id. */
function findTarget(text: string, t: ExtrasTexts): { label: string; href: string } | undefined {
  const id = text.trim()
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(id))
    return { label: t.openNotification, href: `/notifications/${id}` }
  if (/^ac_[\w-]{4,}$/.test(id))
    return { label: t.openClient, href: `/aoi-clients/${encodeURIComponent(id)}` }
  if (/^[0-9a-f]{6}$/i.test(id))
    return { label: t.findToken, href: `/tokens?fingerprint=${id.toLowerCase()}` }
  return undefined
}

/** Finds pages by name, and objects by id. */
// biome-ignore lint/style/noDefaultExport: loaded on demand
export default function Palette({
  items,
  onClose,
}: {
  items: readonly NavigationItem[]
  onClose: () => void
}) {
  const t = useTexts(extrasTexts)
  const frame = useTexts(texts)
  const router = useRouter()
  const [text, setText] = useState('')
  const target = findTarget(text, t)
  function go(href: string, reload = false) {
    onClose()
    if (!reload) router.push(href)
    else
      openPage(href)
        .then((isOpening) => (isOpening ? undefined : showToast(frame.pageAway, 'danger')))
        .catch(() => undefined)
  }
  return (
    <Dialog name="palette" open onClose={onClose} title={t.goTo} description={t.goToIs}>
      <Command label={t.goTo}>
        <Command.Input
          value={text}
          onValueChange={setText}
          onFocus={() => {
            // Takes over the characters that were typed before the palette appeared.
            const typed = takeTyped()
            if (typed !== '') setText(typed)
          }}
          placeholder={t.type}
          className="min-h-8 w-full rounded-control border border-edge bg-surface px-2.5"
        />
        <Command.List className="mt-2 grid max-h-72 gap-0.5 overflow-y-auto">
          <Command.Empty className="p-2 text-muted">{t.nothing}</Command.Empty>
          {target === undefined ? null : (
            <Command.Item
              forceMount
              value={text}
              onSelect={() => go(target.href)}
              className="flex min-h-8 cursor-pointer items-center rounded-control px-2.5 aria-selected:bg-sunken"
            >
              {target.label}
            </Command.Item>
          )}
          {items.map(({ href, page, reload }) => (
            <Command.Item
              key={href}
              value={frame[page]}
              onSelect={() => go(href, reload)}
              className="flex min-h-8 cursor-pointer items-center rounded-control px-2.5 aria-selected:bg-sunken"
            >
              {frame[page]}
            </Command.Item>
          ))}
        </Command.List>
      </Command>
    </Dialog>
  )
}

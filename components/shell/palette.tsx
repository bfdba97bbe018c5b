'use client'

import { Command } from 'cmdk'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Dialog } from '../ui/dialog.tsx'
import type { NavigationItem } from './navigation.ts'

/** Where an id that somebody pasted leads. */
function findTarget(text: string): { label: string; href: string } | undefined {
  const id = text.trim()
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(id))
    return { label: 'Open this notification', href: `/notifications/${id}` }
  if (/^ac_[\w-]{4,}$/.test(id))
    return { label: 'Open this AOI Client', href: `/aoi-clients/${encodeURIComponent(id)}` }
  if (/^[0-9a-f]{6}$/i.test(id))
    return { label: 'Find the token of this fingerprint', href: `/tokens?fingerprint=${id.toLowerCase()}` }
  return undefined
}

/** Finds pages, and what has the id that is typed. */
// biome-ignore lint/style/noDefaultExport: loaded when it is first asked for
export default function Palette({
  items,
  onClose,
}: {
  items: readonly NavigationItem[]
  onClose: () => void
}) {
  const router = useRouter()
  const [text, setText] = useState('')
  const target = findTarget(text)
  function go(href: string, reload = false) {
    onClose()
    if (reload) location.assign(href)
    else router.push(href)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Go to"
      description="A page, or the id of a notification, an AOI Client or a token’s fingerprint."
    >
      <Command label="Go to">
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder="Type or paste"
          className="min-h-9 w-full rounded-control border border-edge bg-surface px-2.5"
        />
        <Command.List className="mt-2 grid max-h-72 gap-0.5 overflow-y-auto">
          <Command.Empty className="p-2 text-muted">Nothing goes by that name.</Command.Empty>
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
          {items.map(({ href, label, reload }) => (
            <Command.Item
              key={href}
              value={label}
              onSelect={() => go(href, reload)}
              className="flex min-h-8 cursor-pointer items-center rounded-control px-2.5 aria-selected:bg-sunken"
            >
              {label}
            </Command.Item>
          ))}
        </Command.List>
      </Command>
    </Dialog>
  )
}

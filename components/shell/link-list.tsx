'use client'

import { usePathname } from 'next/navigation'
import type { ComponentType, ReactNode } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { findCurrent } from './current-item.ts'
import type { NavigationItem } from './navigation.ts'
import { texts } from './texts.ts'

type AnchorProps = {
  href: string
  className: string
  'aria-current': 'page' | undefined
  children: ReactNode
}

type Props = {
  items: readonly NavigationItem[]
  /** Renders a link that keeps the frame; if missing, each link loads its page whole. */
  anchor?: ComponentType<AnchorProps>
}

/** The links to the pages; the current one is marked. */
export function LinkList({ items, anchor }: Props) {
  const t = useTexts(texts)
  const current = findCurrent(items, usePathname())
  return (
    <ul className="grid gap-0.5 py-1">
      {items.map(({ href, page, reload }) => {
        const Anchor = reload || anchor === undefined ? 'a' : anchor
        return (
          <li key={href}>
            <Anchor
              href={href}
              aria-current={href === current?.href ? 'page' : undefined}
              className="flex min-h-8 items-center rounded-control px-2.5 text-muted hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:font-medium aria-[current=page]:text-ink"
            >
              {t[page]}
            </Anchor>
          </li>
        )
      })}
    </ul>
  )
}

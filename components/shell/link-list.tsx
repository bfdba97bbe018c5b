'use client'

import { usePathname } from 'next/navigation'
import type { ComponentType, ReactNode } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { findCurrent } from './current-item.ts'
import type { GroupNames } from './group-texts.ts'
import { NAVIGATION_GROUPS, type NavigationItem } from './navigation.ts'
import { texts } from './texts.ts'

type AnchorProps = {
  href: string
  className: string
  'aria-current': 'page' | undefined
  children: ReactNode
}

type Looks = {
  /** Renders a link that keeps the frame; if missing, each link loads its page whole. */
  anchor?: ComponentType<AnchorProps>
  /** Renders the sign of a page. */
  icon?: ComponentType<{ page: NavigationItem['page'] }>
}

type Props = Looks & { items: readonly NavigationItem[]; groups: GroupNames }

/** The links to the pages in their groups; the current one is marked. */
export function LinkList({ items, groups, ...looks }: Props) {
  const current = findCurrent(items, usePathname())
  return (
    <div className="grid gap-2 py-1">
      {NAVIGATION_GROUPS.map((group) => {
        const members = items.filter((item) => item.group === group)
        if (members.length === 0) return null
        const name = group === 'top' ? undefined : groups[group]
        return (
          <div key={group}>
            {name === undefined ? null : (
              <p aria-hidden="true" className="px-2.5 pb-0.5 text-muted text-small">
                {name}
              </p>
            )}
            <ul aria-label={name} className="grid gap-0.5">
              {members.map((item) => (
                <Item key={item.href} item={item} isCurrent={item === current} {...looks} />
              ))}
            </ul>
          </div>
        )
      })}
    </div>
  )
}

type ItemProps = Looks & { item: NavigationItem; isCurrent: boolean }

function Item({ item: { href, page, reload }, isCurrent, anchor, icon: Icon }: ItemProps) {
  const t = useTexts(texts)
  const Anchor = reload || anchor === undefined ? 'a' : anchor
  return (
    <li>
      <Anchor
        href={href}
        aria-current={isCurrent ? 'page' : undefined}
        className="flex min-h-7 items-center gap-2.5 rounded-control px-2.5 text-muted hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:font-medium aria-[current=page]:text-ink max-lg:min-h-8"
      >
        {Icon === undefined ? null : <Icon page={page} />}
        {t[page]}
      </Anchor>
    </li>
  )
}

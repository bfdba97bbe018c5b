'use client'

import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { Suspense, useEffect, useRef } from 'react'
import type { Role } from '#protocol/dashboard/roles.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Mark } from '../ui/mark.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'
import { listenForEarlyKeys } from './early-keys.ts'
import { lazyExtra } from './lazy-extra.ts'
import type { NavigationItem } from './navigation.ts'
import { SearchField } from './search-field.tsx'
import { ServerAway } from './server-away.tsx'
import { SignOut } from './sign-out.tsx'
import { texts } from './texts.ts'

/** Loaded after the page: dialogs are a fifth of its weight. */
const Shortcuts = lazyExtra<Pick<Props, 'items' | 'mayCompose'>>(() =>
  import('./shortcuts.tsx').then((module) => ({ default: module.Shortcuts })),
)

type Props = {
  operator: { name: string; role: Role }
  items: readonly NavigationItem[]
  /** The links to `items`. */
  links: ReactNode
  /** The controls of the theme and the language. */
  controls: ReactNode
  /** Whether a key opens the page on which the operator writes a notification. */
  mayCompose: boolean
  children: ReactNode
}

/** The frame of every page of the dashboard: the navigation, and the operator's own controls. */
export function Shell({ operator, items, links, controls, mayCompose, children }: Props) {
  const t = useTexts(texts)
  const pathname = usePathname()
  const hydrated = useHydrated()
  const menu = useRef<HTMLDetailsElement>(null)
  useFocusHeading(pathname)
  useEffect(listenForEarlyKeys, [])
  useEffect(() => {
    if (menu.current !== null && pathname !== '') menu.current.open = false
  }, [pathname])
  const self = (
    <div className="grid gap-2 border-line border-t pt-3 text-small">
      <p className="min-w-0">
        <bdi className="block truncate font-medium">{operator.name}</bdi>
        <span className="text-muted">{t[operator.role]}</span>
      </p>
      {controls}
      <SignOut />
    </div>
  )
  return (
    <div data-dashboard={hydrated ? 'ready' : ''} className="lg:flex">
      <a
        href="#page"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-20 focus:bg-surface focus:p-2"
      >
        {t.skip}
      </a>
      <header className="border-line border-b bg-surface max-lg:sticky max-lg:top-0 max-lg:z-10 lg:sticky lg:top-0 lg:flex lg:h-dvh lg:w-56 lg:shrink-0 lg:flex-col lg:overflow-y-auto lg:border-r lg:border-b-0">
        <p className="flex items-center gap-2 px-4 py-3 font-semibold tracking-tight max-lg:hidden">
          <Mark />
          AOI Server
        </p>
        <div className="px-4 pb-2 max-lg:hidden">
          <SearchField />
        </div>
        <div className="flex flex-1 flex-col justify-between gap-4 px-2 pb-4 max-lg:hidden">
          <nav aria-label={t.pages}>{links}</nav>
          <div className="px-2">{self}</div>
        </div>
        <div className="absolute top-1.5 right-24 z-10 lg:hidden">
          <SearchField />
        </div>
        <details ref={menu} className="lg:hidden">
          <summary className="flex min-h-11 cursor-pointer items-center gap-2 px-4 font-semibold tracking-tight">
            <Mark />
            AOI Server
            <span className="ml-auto rounded-control border border-edge px-2 font-normal text-small">
              {t.menu}
            </span>
          </summary>
          <nav aria-label={t.pages} className="px-2">
            {links}
          </nav>
          <div className="px-4 pb-4">{self}</div>
        </details>
      </header>
      <main id="page" className="min-w-0 flex-1 px-4 py-5 sm:px-6">
        <ServerAway />
        <div className="mx-auto max-w-360">{children}</div>
      </main>
      {hydrated ? (
        <Suspense>
          <Shortcuts items={items} mayCompose={mayCompose} />
        </Suspense>
      ) : null}
    </div>
  )
}

/** After a navigation, screen readers start at the heading of the new page. */
function useFocusHeading(pathname: string): void {
  const before = useRef(pathname)
  useEffect(() => {
    if (before.current === pathname) return
    before.current = pathname
    const heading = document.querySelector('h1')
    if (heading === null) return
    heading.tabIndex = -1
    heading.focus({ preventScroll: true })
  }, [pathname])
}

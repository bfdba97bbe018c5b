'use client'

import Link from 'next/link'
import { type ComponentProps, Suspense } from 'react'
import { lazyPart } from '../ui/lazy-part.ts'
import type { GroupNames } from './group-texts.ts'
import { LinkList } from './link-list.tsx'
import type { NavigationItem } from './navigation.ts'

/** The icons are in the page that the server sends. Their 4 kB of script come after it. */
const LazyIcon = lazyPart(async () => (await import('./page-icons.tsx')).PageIcon, NoIcon)

type Props = { items: readonly NavigationItem[]; groups: GroupNames }

/** Links with icons that keep the frame of the dashboard. The API reference does without both: they weigh 7 kB. */
export function PageLinks(props: Props) {
  return <LinkList {...props} anchor={InFrame} icon={PageIcon} />
}

function PageIcon(props: Pick<NavigationItem, 'page'>) {
  return (
    <Suspense fallback={<NoIcon />}>
      <LazyIcon {...props} />
    </Suspense>
  )
}

function NoIcon() {
  return <span className="size-4 shrink-0" />
}

function InFrame(props: ComponentProps<typeof Link>) {
  return <Link {...props} prefetch={false} />
}

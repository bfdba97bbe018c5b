'use client'

import Link from 'next/link'
import type { ComponentProps } from 'react'
import { LinkList } from './link-list.tsx'
import type { NavigationItem } from './navigation.ts'

/** Links that keep the frame of the dashboard. The API reference does without them: they weigh 4 kB. */
export function PageLinks({ items }: { items: readonly NavigationItem[] }) {
  return <LinkList items={items} anchor={InFrame} />
}

function InFrame(props: ComponentProps<typeof Link>) {
  return <Link {...props} prefetch={false} />
}

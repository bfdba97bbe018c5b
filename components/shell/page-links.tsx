'use client'

import Link from 'next/link'
import type { ComponentProps } from 'react'
import type { GroupNames } from './group-texts.ts'
import { LinkList } from './link-list.tsx'
import type { NavigationItem } from './navigation.ts'
import { PageIcon } from './page-icons.tsx'

type Props = { items: readonly NavigationItem[]; groups: GroupNames }

/** Links with icons that keep the frame of the dashboard. The API reference does without both: they weigh 7 kB. */
export function PageLinks(props: Props) {
  return <LinkList {...props} anchor={InFrame} icon={PageIcon} />
}

function InFrame(props: ComponentProps<typeof Link>) {
  return <Link {...props} prefetch={false} />
}

'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { type ListParams, listHref } from './list-params.ts'

/** A link to the list with other parameters: updates the list in place, or navigates where there is no script. */
export function ParamLink(props: {
  path: string
  params: ListParams
  go: (params: ListParams) => void
  title?: string
  className?: string
  rel?: string
  children: ReactNode
}) {
  const { path, params, go, children, ...rest } = props
  return (
    <Link
      {...rest}
      href={listHref(path, params)}
      prefetch={false}
      className={rest.className ?? 'rounded-control hover:text-ink'}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
        event.preventDefault()
        go(params)
      }}
    >
      {children}
    </Link>
  )
}

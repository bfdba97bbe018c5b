'use client'

import { useEffect, useRef } from 'react'
import type { ViewRow } from '#protocol/dashboard/views.ts'
import { useViewing, type ViewedList } from './use-views.ts'

/** Gives the list the look of its default view, and the URL the parameters of the view, once. */
export function DefaultView({ view, ...viewed }: ViewedList & { view: ViewRow }) {
  const show = useViewing(viewed)
  const isDone = useRef(false)
  useEffect(() => {
    if (isDone.current) return
    isDone.current = true
    show(view, { replace: true })
  }, [show, view])
  return null
}

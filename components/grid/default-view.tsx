'use client'

import { useEffect, useRef } from 'react'
import { useViewing, useViews, type ViewedList } from './use-views.ts'

/** Shows a list that was opened without filters as the operator's default view says, once. */
export function DefaultView(props: ViewedList) {
  const view = useViewing(props)
  const { data } = useViews(props.name)
  const isDone = useRef(false)
  useEffect(() => {
    if (data === undefined || isDone.current) return
    isDone.current = true
    const chosen = data.views.find(({ isDefault }) => isDefault)
    if (chosen !== undefined && Object.keys(props.list.params).length === 0) view(chosen)
  }, [data, view, props.list.params])
  return null
}

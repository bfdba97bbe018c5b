'use client'

import { useQuery } from '@tanstack/react-query'
import type { ViewRow, Views } from '#protocol/dashboard/views.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { showToast } from '../ui/toast.ts'
import { readView } from './arrange-columns.ts'
import type { GridLook } from './columns.ts'
import type { List } from './use-list.ts'
import { viewTexts } from './view-texts.ts'

const FRESH_MILLISECONDS = 60_000

export type ViewedList = {
  /** The name of the list. */
  name: string
  list: Pick<List<unknown>, 'params' | 'filters' | 'go' | 'opening'>
  columns: readonly { id: string; header: string }[]
  look: GridLook
  setLook: (look: GridLook) => void
}

/** Reads the saved views of a list. */
export function useViews(name: string) {
  return useQuery({
    queryKey: ['dashboard', 'listViews', name],
    queryFn: ({ signal }) => readDashboard<Views>('listViews', { query: { list: name }, signal }),
    staleTime: FRESH_MILLISECONDS,
  })
}

/** Returns a function that shows the list as the view says. A sentence names the parts that the list does not have. */
export function useViewing({
  list,
  columns,
  setLook,
}: ViewedList): (view: ViewRow, options?: { replace: boolean }) => void {
  const t = useTexts(viewTexts)
  return (view, options) => {
    const { params, look, unknown } = readView(view, {
      columns: columns.map(({ id }) => id),
      params: [...list.filters.map(({ name }) => name), 'sort'],
    })
    setLook(look)
    list.go(params, options)
    if (unknown.length > 0) showToast(t.ignored(unknown.join(', ')))
  }
}

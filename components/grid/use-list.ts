'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { parseAsString, useQueryStates } from 'nuqs'
import { useCallback, useMemo } from 'react'
import type { DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { type ListFilter, type ListParams, listNames, readListParams, sameParams } from './list-params.ts'

/** A page of any list, as the server answers it. */
export type ListPage<Row> = {
  rows: readonly Row[]
  nextCursor?: string | undefined
  prevCursor?: string | undefined
  /** The search stopped at its bound; `nextCursor` goes on from there. */
  partial?: boolean | undefined
}

/** What the server rendered: the page for these parameters, or nothing when it could not read it then. */
export type FirstPage<Page> = { params: ListParams; page: Page | undefined }

type Asked<Page> = {
  operation: DashboardOperationName
  path: string
  filters: readonly ListFilter[]
  first: FirstPage<Page>
  /** Elements of the operation's path. */
  elements?: Record<string, string>
  /** Reads again this often; left out: not. */
  refetchMs?: number
}

export type List<Page> = {
  path: string
  filters: readonly ListFilter[]
  params: ListParams
  go: (params: ListParams) => void
  page: Page | undefined
  /** What is shown is of the parameters before. */
  busy: boolean
  error: Error | undefined
  again: () => void
}

/** A list whose filters, order and place stand in the URL. The server's first page is taken over, then it is read. */
export function useList<Page>(asked: Asked<Page>): List<Page> {
  const { operation, filters, first, elements, refetchMs } = asked
  const parsers = useMemo(
    () => Object.fromEntries(listNames(filters).map((name) => [name, parseAsString])),
    [filters],
  )
  const [search, setSearch] = useQueryStates(parsers, { history: 'push', scroll: false })
  const params = readListParams(filters, search)
  const go = useCallback(
    (next: ListParams) => {
      const cleared = Object.fromEntries(listNames(filters).map((name) => [name, null]))
      setSearch({ ...cleared, ...next }).catch(() => undefined)
    },
    [filters, setSearch],
  )
  const isFirst = first.page !== undefined && sameParams(params, first.params)
  const query = useQuery<Page>({
    queryKey: ['dashboard', operation, { ...elements, ...params }],
    queryFn: ({ signal }) =>
      readDashboard<Page>(operation, {
        query: params,
        signal,
        ...(elements === undefined ? {} : { path: elements }),
      }),
    placeholderData: keepPreviousData,
    initialData: () => (isFirst ? first.page : undefined),
    refetchInterval: refetchMs ?? false,
  })
  return {
    path: asked.path,
    filters,
    params,
    go,
    page: query.data,
    busy: query.isPlaceholderData,
    error: query.error ?? undefined,
    again: () => void query.refetch(),
  }
}

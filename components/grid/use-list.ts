'use client'

import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { parseAsString, useQueryStates } from 'nuqs'
import { useCallback, useMemo, useState } from 'react'
import type { DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { useActivity } from '../live/use-activity.ts'
import { type ListFilter, type ListParams, listNames, readListParams, sameParams } from './list-params.ts'

/** What is younger is not read again when one comes back to it. */
const FRESH_MILLISECONDS = 5000

/** A page of any list, as the server answers it. */
export type ListPage<Row> = {
  rows: readonly Row[]
  nextCursor?: string | undefined
  prevCursor?: string | undefined
  /** The search stopped at its bound; `nextCursor` goes on from there. */
  partial?: boolean | undefined
}

/** What the server rendered: the page for these parameters, or why it could not be read. */
export type FirstPage<Page> = {
  params: ListParams
  page: Page | undefined
  /** Why there is no page. */
  refused?: string
  /** By the server's clock; ISO. */
  readAt: string
  /** Origin for AOI Clients and Server Applications, for commands to type. */
  publicUrl: string
}

type Asked<Page> = {
  operation: DashboardOperationName
  path: string
  filters: readonly ListFilter[]
  first: FirstPage<Page>
  /** Elements of the operation's path. */
  elements?: Record<string, string>
  /** In the query besides what the URL says. */
  fixed?: ListParams
  /** Follows what happens at the server. */
  live?: boolean
  /** Given where the page around it is what is paused. */
  paused?: boolean
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
  /** How to hold a list still that follows by itself. */
  pausing: { paused: boolean; toggle: () => void } | undefined
  /** When what is shown was read; ISO. Ages are told against it. */
  readAt: string
}

/** A list whose filters, order and place stand in the URL. The server's first page is taken over, then it is read. */
export function useList<Page>(asked: Asked<Page>): List<Page> {
  const { operation, filters, first, elements, fixed, live = false } = asked
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
  const [held, setHeld] = useState(false)
  const paused = asked.paused ?? held
  const refetchInterval = useActivity(live && !paused ? operation : undefined)
  const isFirst = sameParams(params, first.params)
  const query = useQuery<Page>({
    queryKey: ['dashboard', operation, { ...elements, ...fixed, ...params }],
    queryFn: ({ signal }) =>
      readDashboard<Page>(operation, {
        query: { ...params, ...fixed },
        signal,
        ...(elements === undefined ? {} : { path: elements }),
      }),
    placeholderData: keepPreviousData,
    initialData: () => (isFirst ? first.page : undefined),
    initialDataUpdatedAt: Date.parse(first.readAt),
    staleTime: FRESH_MILLISECONDS,
    refetchInterval,
    refetchOnWindowFocus: !paused,
  })
  const failure = useFailure(query)
  const refusal =
    isFirst && query.data === undefined && first.refused !== undefined ? new Error(first.refused) : undefined
  return {
    path: asked.path,
    filters,
    params,
    go,
    page: query.data,
    busy: query.isPlaceholderData,
    error: failure ?? refusal,
    again: () => void query.refetch(),
    pausing: live && asked.paused === undefined ? { paused, toggle: () => setHeld(!held) } : undefined,
    readAt: query.dataUpdatedAt === 0 ? first.readAt : new Date(query.dataUpdatedAt).toISOString(),
  }
}

/** Why the last reading failed, also while it is tried again. */
function useFailure({ error, errorUpdatedAt, dataUpdatedAt }: UseQueryResult): Error | undefined {
  const [last, setLast] = useState<Error>()
  if (error !== null && error !== last) setLast(error)
  return errorUpdatedAt > dataUpdatedAt ? (error ?? last) : undefined
}

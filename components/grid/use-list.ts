'use client'

import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { parseAsString, useQueryStates } from 'nuqs'
import { useCallback, useMemo, useState } from 'react'
import type { DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import { readTimed, type Timed } from '../live/dashboard-api.ts'
import { findLiveness, type Liveness } from '../live/live-state.tsx'
import { isFailing, untilRead } from '../live/reading.ts'
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
  error: Error | undefined
  again: () => void
  /** Whether what is shown follows the server. */
  liveness: Liveness
  /** How to hold a list still that follows by itself. */
  pausing: { paused: boolean; toggle: () => void } | undefined
  /** When what is shown was read, by the server's clock; ISO. Ages are told against it. */
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
  // Held by its own switch, the list is read on: it counts what waits.
  const { feed, refetchInterval } = useActivity(live && asked.paused !== true ? operation : undefined)
  const isFirst = sameParams(params, first.params)
  const [openedAt] = useState(() => Date.now())
  const query = useQuery<Timed<Page>>({
    queryKey: ['dashboard', operation, { ...elements, ...fixed, ...params }],
    queryFn: ({ signal }) =>
      readTimed<Page>(operation, {
        query: { ...params, ...fixed },
        signal,
        ...(elements === undefined ? {} : { path: elements }),
      }),
    // Nothing of other parameters stands in meanwhile: rows of another filter would look like the answer.
    initialData: () =>
      isFirst && first.page !== undefined ? { answer: first.page, readAt: first.readAt } : undefined,
    staleTime: FRESH_MILLISECONDS,
    initialDataUpdatedAt: openedAt,
    refetchInterval: untilRead(refetchInterval),
    refetchOnWindowFocus: asked.paused !== true,
  })
  const failure = useFailure(query)
  const readAt = query.data?.readAt ?? first.readAt
  const refusal =
    isFirst && query.data === undefined && first.refused !== undefined ? new Error(first.refused) : undefined
  return {
    path: asked.path,
    filters,
    params,
    go,
    page: query.data?.answer,
    error: failure ?? refusal,
    again: () => void query.refetch(),
    liveness: findLiveness({ feed, paused, failing: isFailing(query), readAt }),
    pausing: live && asked.paused === undefined ? { paused, toggle: () => setHeld(!held) } : undefined,
    readAt,
  }
}

/** Why the last reading failed, also while it is tried again. */
function useFailure({ error, errorUpdatedAt, dataUpdatedAt }: UseQueryResult): Error | undefined {
  const [last, setLast] = useState<Error>()
  if (error !== null && error !== last) setLast(error)
  return errorUpdatedAt > dataUpdatedAt ? (error ?? last) : undefined
}

'use client'

import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'next/navigation'
import { parseAsString, useQueryStates } from 'nuqs'
import { useCallback, useMemo, useState } from 'react'
import type { RegistrationPolicy } from '#protocol/dashboard/enrolment.ts'
import type { DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import type { ViewRow } from '#protocol/dashboard/views.ts'
import { readTimed, type TimedAnswer } from '../live/dashboard-api.ts'
import { findLiveness, type Liveness } from '../live/live-state.tsx'
import { isFailing, untilRead } from '../live/reading.ts'
import { useActivity } from '../live/use-activity.ts'
import type { ListPage } from './list-page.ts'
import {
  findListProblems,
  type ListAddress,
  type ListFilter,
  type ListParams,
  listNames,
  readListParams,
  sameParams,
} from './list-params.ts'
import { type ParamProblem, type Search, toSearch } from './param-problems.ts'
import { searchOn } from './search-on.ts'
import type { ListSearch } from './search-progress.tsx'

export type { ListPage } from './list-page.ts'

/** Younger data is not read again when the reader returns to it. */
const FRESH_MILLISECONDS = 5000

/** The server's rendering: the page for these parameters. If it is missing, `problems` says why, or the read failed. */
export type FirstPage<Page> = {
  params: ListParams
  /** The URL parameters that the server read. */
  search: Search
  page: Page | undefined
  /** Parameters of the URL that the list does not accept. */
  problems: readonly ParamProblem[]
  /** By the server's clock; ISO. */
  readAt: string
  /** Origin for AOI Clients and Server Applications, for commands to type. */
  publicUrl: string
  /** `AOI_REGISTRATION`, for the same. */
  registration: RegistrationPolicy
  /** The operator's default view, if the URL has no parameters of the list: `params` and `page` are its own. */
  view?: ViewRow
}

type ListInput<Page> = {
  operation: DashboardOperationName
  path: string
  /** The filters with their labels. */
  filters: readonly ListFilter[]
  /** The parameters that the list accepts in the URL; the server reads the same. */
  address: ListAddress
  first: FirstPage<Page>
  /** Elements of the operation's path. */
  elements?: Record<string, string>
  /** Parameters of the query that the URL does not have. */
  fixed?: ListParams
  /** Whether the list follows the events of the server. */
  live?: boolean
  /** Set if the page around the list has the pause switch. */
  paused?: boolean
}

/** Changes the parameters in the URL. `replace`: without a new entry in the browser's history. */
type Go = (params: ListParams, options?: { replace?: boolean }) => void

export type List<Page> = {
  path: string
  filters: readonly ListFilter[]
  params: ListParams
  /** Parameters of the URL that the list does not accept. If there are any, `page` is undefined. */
  problems: readonly ParamProblem[]
  go: Go
  /** The view with which the list opened. */
  opening: ViewRow | undefined
  page: Page | undefined
  /** Set while a search takes more than one request. */
  searching: ListSearch | undefined
  error: Error | undefined
  again: () => void
  /** Whether the shown rows follow the server. */
  liveness: Liveness
  /** Pauses and resumes a list that follows by itself. */
  pausing: { paused: boolean; toggle: () => void } | undefined
  /** When the shown rows were read, by the server's clock; ISO. Ages are relative to it. */
  readAt: string
}

/**
 * A list whose filters, order and position stand in the URL. It takes over the page that the server rendered, and then
 * reads the list itself.
 */
export function useList<Page extends ListPage<unknown>>(asked: ListInput<Page>): List<Page> {
  const { operation, address, first, elements, fixed, live = false } = asked
  const { params, problems, go, opening } = useListAddress(address, first)
  const [held, setHeld] = useState(false)
  const paused = asked.paused ?? held
  // With its own pause switch, a paused list is still read, so that it counts the waiting rows.
  const { feed, refetchInterval } = useActivity(live && asked.paused !== true ? operation : undefined)
  const isFirst = problems.length === 0 && sameParams(params, first.params)
  const [openedAt] = useState(() => Date.now())
  const isFirstCut = first.page?.partial === true
  const [searching, setSearching] = useState<ListSearch>()
  const query = useQuery<TimedAnswer<Page>>({
    queryKey: ['dashboard', operation, { ...elements, ...fixed, ...params }],
    queryFn: async ({ signal }) => {
      let isStopped = false
      const stop = () => {
        isStopped = true
      }
      let readAt = first.readAt
      const read = async (query: ListParams) => {
        const path = elements === undefined ? {} : { path: elements }
        const timed = await readTimed<Page>(operation, { ...{ query, signal }, ...path })
        readAt = timed.readAt
        return timed.answer
      }
      const answer = await searchOn({
        ...{ params: { ...params, ...fixed }, read, isStopped: () => isStopped },
        onProgress: (searched) => setSearching({ searched, stop }),
      }).finally(() => setSearching(undefined))
      return { answer, readAt }
    },
    enabled: problems.length === 0,
    // Rows for other parameters never stand in while a query runs: they would look like its result.
    initialData: () =>
      isFirst && first.page !== undefined ? { answer: first.page, readAt: first.readAt } : undefined,
    staleTime: FRESH_MILLISECONDS,
    // If the server cut the search for the first page, that page is stale at once and the search continues here.
    initialDataUpdatedAt: isFirstCut ? 0 : openedAt,
    // A search that is still incomplete after one request is not polled, or it would run again and again.
    refetchInterval: (reading) =>
      reading.state.data?.answer.partial === true ? false : untilRead(refetchInterval)(reading),
    refetchOnWindowFocus: asked.paused !== true,
  })
  const failure = useFailure(query)
  const readAt = query.data?.readAt ?? first.readAt
  return {
    path: asked.path,
    filters: asked.filters,
    params,
    problems,
    go,
    opening,
    page: problems.length === 0 ? query.data?.answer : undefined,
    searching,
    error: problems.length === 0 ? failure : undefined,
    again: () => void query.refetch(),
    liveness: findLiveness({ feed, paused, failing: isFailing(query), readAt }),
    pausing: live && asked.paused === undefined ? { paused, toggle: () => setHeld(!held) } : undefined,
    readAt,
  }
}

/** Returns the parameters and problems of the URL, and a function that changes the URL. */
function useListAddress(address: ListAddress, first: Omit<FirstPage<unknown>, 'page'>) {
  const parsers = useMemo(
    () => Object.fromEntries(listNames(address).map((name) => [name, parseAsString])),
    [address],
  )
  const [known, setKnown] = useQueryStates(parsers, { history: 'push', scroll: false })
  const whole = wholeSearch(useSearchParams())
  // For the URL that it rendered, the server knows more: it has tried the values.
  const isFirst = whole === undefined || isSameSearch(whole, first.search)
  // A view without filters changes no URL.
  const [isOpening, setOpening] = useState(first.view !== undefined && Object.keys(first.params).length > 0)
  if (isOpening && !isFirst) setOpening(false)
  const problems = isFirst ? first.problems : findListProblems(address, whole)
  const hasProblems = problems.length > 0
  const go = useCallback(
    (next: ListParams, { replace = false } = {}) => {
      // Also removes the parameters that the page does not accept; the router follows the history.
      if (hasProblems) return window.history.pushState(null, '', cleanHref(address, next))
      const cleared = Object.fromEntries(listNames(address).map((name) => [name, null]))
      setKnown({ ...cleared, ...next }, replace ? { history: 'replace' } : {}).catch(() => undefined)
    },
    [address, setKnown, hasProblems],
  )
  if (isOpening) return { params: first.params, problems, go, opening: first.view }
  const read = readListParams(address, whole ?? known)
  const refused = new Set(problems.map(({ name }) => name))
  const params = Object.fromEntries(Object.entries(read).filter(([name]) => !refused.has(name)))
  return { params, problems, go, opening: first.view }
}

/** Returns the URL of this page with these parameters and the page's other known ones, and nothing else. */
function cleanHref(address: ListAddress, next: ListParams): string {
  const { pathname, search } = window.location
  const before = new URLSearchParams(search)
  const kept = (address.others ?? []).flatMap(({ name }) => {
    const value = before.get(name)
    return value === null ? [] : [[name, value]]
  })
  const query = new URLSearchParams([...kept, ...Object.entries(next)]).toString()
  return query === '' ? pathname : `${pathname}?${query}`
}

/** `null` outside of Next's router, as in tests. */
function wholeSearch(params: ReturnType<typeof useSearchParams> | null): Search | undefined {
  return params === null ? undefined : toSearch(params)
}

function isSameSearch(one: Search, other: Search): boolean {
  const plain = (search: Search) =>
    JSON.stringify(Object.entries(search).map(([name, value]) => [name, [value].flat()]))
  return plain(one) === plain(other)
}

/** Returns why the last read failed, also while it is retried. */
function useFailure({ error, errorUpdatedAt, dataUpdatedAt }: UseQueryResult): Error | undefined {
  const [last, setLast] = useState<Error>()
  if (error !== null && error !== last) setLast(error)
  return errorUpdatedAt > dataUpdatedAt ? (error ?? last) : undefined
}

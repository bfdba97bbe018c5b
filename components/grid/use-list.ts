'use client'

import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'next/navigation'
import { parseAsString, useQueryStates } from 'nuqs'
import { useCallback, useMemo, useState } from 'react'
import type { RegistrationPolicy } from '#protocol/dashboard/enrolment.ts'
import type { DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import { readTimed, type Timed } from '../live/dashboard-api.ts'
import { findLiveness, type Liveness } from '../live/live-state.tsx'
import { isFailing, untilRead } from '../live/reading.ts'
import { useActivity } from '../live/use-activity.ts'
import {
  findListProblems,
  type ListAddress,
  type ListFilter,
  type ListParams,
  listNames,
  readListParams,
  sameParams,
} from './list-params.ts'
import type { ParamProblem, Search } from './param-problems.ts'
import { searchOn } from './search-on.ts'
import type { Searching } from './search-progress.tsx'

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
  /** The address that the server read. */
  search: Search
  page: Page | undefined
  /** Parameters of the address that the list does not understand. */
  problems: readonly ParamProblem[]
  /** By the server's clock; ISO. */
  readAt: string
  /** Origin for AOI Clients and Server Applications, for commands to type. */
  publicUrl: string
  /** `AOI_REGISTRATION`, for the same. */
  registration: RegistrationPolicy
}

type Asked<Page> = {
  operation: DashboardOperationName
  path: string
  /** The filters as the reader sees them. */
  filters: readonly ListFilter[]
  /** What the list knows in its address; the same that the server read. */
  address: ListAddress
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
  /** What the address asks for and the list does not understand: then there is no page. */
  problems: readonly ParamProblem[]
  go: (params: ListParams) => void
  page: Page | undefined
  /** Set while a search takes more than one request. */
  searching: Searching | undefined
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
export function useList<Page extends ListPage<unknown>>(asked: Asked<Page>): List<Page> {
  const { operation, address, first, elements, fixed, live = false } = asked
  const { params, problems, go } = useListAddress(address, first)
  const [held, setHeld] = useState(false)
  const paused = asked.paused ?? held
  // Held by its own switch, the list is read on: it counts what waits.
  const { feed, refetchInterval } = useActivity(live && asked.paused !== true ? operation : undefined)
  const isFirst = problems.length === 0 && sameParams(params, first.params)
  const [openedAt] = useState(() => Date.now())
  const isFirstCut = first.page?.partial === true
  const [searching, setSearching] = useState<Searching>()
  const query = useQuery<Timed<Page>>({
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
    // Nothing of other parameters stands in meanwhile: rows of another filter would look like the answer.
    initialData: () =>
      isFirst && first.page !== undefined ? { answer: first.page, readAt: first.readAt } : undefined,
    staleTime: FRESH_MILLISECONDS,
    // A search that the server cut goes on in the page.
    initialDataUpdatedAt: isFirstCut ? 0 : openedAt,
    // A search that is not over after one request is not made again and again.
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
    page: problems.length === 0 ? query.data?.answer : undefined,
    searching,
    error: problems.length === 0 ? failure : undefined,
    again: () => void query.refetch(),
    liveness: findLiveness({ feed, paused, failing: isFailing(query), readAt }),
    pausing: live && asked.paused === undefined ? { paused, toggle: () => setHeld(!held) } : undefined,
    readAt,
  }
}

/** What the address asks for, and the way to ask for something else. */
function useListAddress(address: ListAddress, first: Pick<FirstPage<unknown>, 'problems' | 'search'>) {
  const parsers = useMemo(
    () => Object.fromEntries(listNames(address).map((name) => [name, parseAsString])),
    [address],
  )
  const [known, setKnown] = useQueryStates(parsers, { history: 'push', scroll: false })
  const whole = toSearch(useSearchParams())
  // Of its own address the server knows more: it has tried the values.
  const isFirst = whole === undefined || isSameSearch(whole, first.search)
  const problems = isFirst ? first.problems : findListProblems(address, whole)
  const hasProblems = problems.length > 0
  const go = useCallback(
    (next: ListParams) => {
      // What the page does not understand goes too; the router follows the history.
      if (hasProblems) return window.history.pushState(null, '', cleanHref(address, next))
      const cleared = Object.fromEntries(listNames(address).map((name) => [name, null]))
      setKnown({ ...cleared, ...next }).catch(() => undefined)
    },
    [address, setKnown, hasProblems],
  )
  const read = readListParams(address, whole ?? known)
  const refused = new Set(problems.map(({ name }) => name))
  const params = Object.fromEntries(Object.entries(read).filter(([name]) => !refused.has(name)))
  return { params, problems, go }
}

/** The address of this page with these parameters, what else the page knows, and nothing besides. */
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
function toSearch(params: ReturnType<typeof useSearchParams> | null): Search | undefined {
  if (params === null) return undefined
  return Object.fromEntries([...new Set(params.keys())].map((name) => [name, params.getAll(name)]))
}

function isSameSearch(one: Search, other: Search): boolean {
  const plain = (search: Search) =>
    JSON.stringify(Object.entries(search).map(([name, value]) => [name, [value].flat()]))
  return plain(one) === plain(other)
}

/** Why the last reading failed, also while it is tried again. */
function useFailure({ error, errorUpdatedAt, dataUpdatedAt }: UseQueryResult): Error | undefined {
  const [last, setLast] = useState<Error>()
  if (error !== null && error !== last) setLast(error)
  return errorUpdatedAt > dataUpdatedAt ? (error ?? last) : undefined
}

'use client'

import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { WALL_UNITS, type WallUnit, type WallView } from '#protocol/dashboard/wall.ts'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { findParamProblems, type ParamProblem, type ParamSpec, type Search } from '../grid/param-problems.ts'

const PARSERS = {
  unit: parseAsStringLiteral(WALL_UNITS),
  search: parseAsString,
  lanes: parseAsArrayOf(parseAsString),
  simulated: parseAsStringLiteral(['true']),
  display: parseAsStringLiteral(['full']),
}

const SPECS: readonly ParamSpec[] = [
  { name: 'unit', kind: 'choice', values: WALL_UNITS },
  { name: 'search', kind: 'text' },
  { name: 'lanes', kind: 'text' },
  { name: 'simulated', kind: 'choice', values: ['true'] },
  { name: 'display', kind: 'choice', values: ['full'] },
]

/** Finds the parameters of the URL that the wall does not accept. With one of them it shows no lane. */
export function findWallProblems(search: Search): ParamProblem[] {
  const [text, lanes] = [[search.search].flat()[0] ?? '', [search.lanes].flat()[0] ?? '']
  const isLong = text.trim().length > PAGE_LIMITS.wallSearchLength
  const isMany = lanes.split(',').length > PAGE_LIMITS.wallLanes
  return [
    ...findParamProblems(SPECS, search),
    ...(isLong
      ? [{ kind: 'long', name: 'search', value: String(PAGE_LIMITS.wallSearchLength) } as const]
      : []),
    ...(isMany ? [{ kind: 'many', name: 'lanes', value: String(PAGE_LIMITS.wallLanes) } as const] : []),
  ]
}

/** The state of the page that its URL keeps. */
export type WallParams = {
  unit: WallUnit
  search: string
  /** Chosen lanes; none: the lanes with the largest flow. */
  lanes: readonly string[]
  simulated: boolean
  /** Without the frame of the dashboard. */
  isFull: boolean
}

type Change = Partial<WallParams>

/** Returns the state of the page, and a function that changes a part of it. */
export function useWallParams(): [WallParams, (change: Change) => void] {
  const [found, setUrl] = useQueryStates(PARSERS, { history: 'push', scroll: false })
  const params: WallParams = {
    unit: found.unit ?? 'application',
    search: (found.search ?? '').trim(),
    lanes: (found.lanes ?? []).filter((key) => key !== ''),
    ...{ simulated: found.simulated !== null, isFull: found.display !== null },
  }
  const change = (changed: Change) => {
    const { unit, search, lanes, simulated, isFull } = { ...params, ...changed }
    setUrl({
      unit: unit === 'application' ? null : unit,
      search: search === '' ? null : search,
      lanes: lanes.length === 0 ? null : [...lanes],
      simulated: simulated ? 'true' : null,
      display: isFull ? 'full' : null,
    }).catch(() => undefined)
  }
  return [params, change]
}

/** The view of the feed that the page follows. */
export function viewOf({ unit, search, lanes, simulated }: WallParams): WallView {
  return {
    ...{ view: 'wall', unit },
    ...(lanes.length > 0 && { lanes: [...lanes] }),
    ...(search !== '' && { search }),
    ...(simulated && { simulated }),
  }
}

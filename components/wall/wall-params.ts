'use client'

import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { WALL_UNITS, type WallUnit, type WallView } from '#protocol/dashboard/wall.ts'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'

const PARSERS = {
  unit: parseAsStringLiteral(WALL_UNITS),
  search: parseAsString,
  lanes: parseAsArrayOf(parseAsString),
  simulated: parseAsStringLiteral(['true']),
  display: parseAsStringLiteral(['full']),
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
    search: (found.search ?? '').trim().slice(0, PAGE_LIMITS.wallSearchLength),
    lanes: (found.lanes ?? []).filter((key) => key !== '').slice(0, PAGE_LIMITS.wallLanes),
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

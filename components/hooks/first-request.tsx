'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { HookDetail, HookRequestSummary } from '#protocol/dashboard/hooks.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readTimed } from '../live/dashboard-api.ts'
import { isFailing, untilRead } from '../live/reading.ts'
import { HOOK_READ_MILLISECONDS } from './read-interval.ts'
import { texts } from './texts.ts'

/** Waits for the next request to a hook, and says its fate. */
export function FirstRequest({ id }: { id: string }) {
  const t = useTexts(texts)
  const query = useQuery({
    queryKey: ['dashboard', 'readHook', { id }],
    queryFn: ({ signal }) => readTimed<HookDetail>('readHook', { path: { id }, signal }),
    refetchInterval: untilRead(HOOK_READ_MILLISECONDS),
  })
  const newest = query.data?.answer.newest ?? []
  // A rotated hook has earlier requests, which do not count.
  const [known, setKnown] = useState<number>()
  if (known === undefined && query.data !== undefined) setKnown(newest[0]?.id ?? 0)
  const isWaiting = known === undefined || (newest[0]?.id ?? 0) <= known
  return (
    <p role="status" className="flex items-center gap-2 rounded-control border border-line px-3 py-2">
      <span aria-hidden="true" className={isWaiting && !isFailing(query) ? 'animate-pulse' : ''}>
        {isWaiting ? '○' : '●'}
      </span>
      <span className="wrap-anywhere min-w-0">
        {isWaiting
          ? known === 0
            ? t.waiting
            : t.waitingNow
          : fateOf(newest[0], { t, isFirst: known === 0 })}
      </span>
    </p>
  )
}

type Reader = { t: (typeof texts)['en']; isFirst: boolean }

function fateOf(request: HookRequestSummary | undefined, { t, isFirst }: Reader): string {
  if (request?.outcome === 'refused') return `${t.arrivedRefused} ${request.reason ?? ''}`
  if (request?.outcome === 'nothing') return `${t.arrivedNothing} ${request.reason ?? ''}`
  return isFirst ? t.arrived : t.arrivedNext
}

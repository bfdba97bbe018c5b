'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { EndingRow } from '#protocol/dashboard/endings.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { EndingNotice } from '../ui/ending-notice.tsx'
import { focusHeading } from '../ui/focus.ts'
import { MissingPage } from '../ui/missing-page.tsx'

/** Replaces the page of an AOI Client that ended while somebody viewed it. */
export function EndedClient({ id }: { id: string }) {
  const { data } = useQuery({
    queryKey: ['dashboard', 'readAoiClientEnding', { id }],
    queryFn: ({ signal }) => readDashboard<EndingRow>('readAoiClientEnding', { path: { id }, signal }),
  })
  useEffect(() => void focusHeading(), [])
  return (
    <MissingPage kind="aoiClient">
      {data === undefined ? undefined : <EndingNotice kind="deregistered" ending={data} />}
    </MissingPage>
  )
}

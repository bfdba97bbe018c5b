'use client'

import { useState } from 'react'
import type { Overview } from '#protocol/overview.ts'
import { ArrivalAnnouncer } from './arrival-announcer.tsx'
import { CountStrip } from './count-strip.tsx'
import { FollowBar } from './follow-bar.tsx'
import { LastNotifications } from './last-notifications.tsx'
import { OverviewSkeleton } from './overview-skeleton.tsx'
import { ServerStatus } from './server-status.tsx'
import { UnreadNotice } from './unread-notice.tsx'
import { useLiveOverview } from './use-live-overview.ts'

/** The page `/`. `initial` is what the server rendered; `undefined` when it could not read its database. */
export function OverviewView({ initial }: { initial: Overview | undefined }) {
  const live = useLiveOverview(initial)
  const { overview, following } = live
  const [openedAt] = useState(initial?.readAt)
  return (
    <>
      <ServerStatus overview={overview} following={following} />
      <div className="mt-3 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-2">
        <h1 className="font-semibold text-title tracking-tight">Overview</h1>
        {overview === undefined ? null : <FollowBar live={live} readAt={overview.readAt} />}
      </div>
      <div role="status" className="mt-3 empty:hidden">
        {following.kind === 'stale' ? (
          <UnreadNotice reason={following.reason} since={overview?.readAt} />
        ) : null}
      </div>
      {overview === undefined && following.kind !== 'stale' ? <OverviewSkeleton /> : null}
      {overview === undefined ? null : (
        <>
          <CountStrip counts={overview.counts} />
          <LastNotifications overview={overview} openedAt={openedAt ?? overview.readAt} />
          <ArrivalAnnouncer notifications={overview.notifications} />
        </>
      )}
    </>
  )
}

'use client'

import { useState } from 'react'
import type { Overview } from '#protocol/overview.ts'
import { OpenFindings } from '../findings/open-findings.tsx'
import { useTexts } from '../i18n/use-texts.ts'
import { ArrivalAnnouncer } from './arrival-announcer.tsx'
import { Figures } from './figures.tsx'
import { FollowBar } from './follow-bar.tsx'
import { HeatStrip } from './heat-strip.tsx'
import { LastNotifications } from './last-notifications.tsx'
import { Nodes } from './nodes.tsx'
import { OverviewSkeleton } from './overview-skeleton.tsx'
import { OverviewStatistics } from './overview-statistics.tsx'
import { RehearsalLine } from './rehearsal-line.tsx'
import { ServerStatus } from './server-status.tsx'
import { StagesSection } from './stages-section.tsx'
import { texts } from './texts.ts'
import { UnreadNotice } from './unread-notice.tsx'
import { useLiveOverview } from './use-live-overview.ts'

type Props = {
  /** The overview that the server rendered; `undefined` if it could not read its database. */
  initial: Overview | undefined
  mayStart: boolean
}

/** The page `/`. */
export function OverviewView({ initial, mayStart }: Props) {
  const t = useTexts(texts)
  const live = useLiveOverview(initial)
  const { overview, unread } = live
  const [openedAt] = useState(initial?.readAt)
  return (
    <>
      <ServerStatus overview={overview} unread={unread} />
      <div className="mt-3 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-2">
        <h1 className="font-semibold text-title tracking-tight">{t.title}</h1>
        {overview === undefined ? null : <FollowBar live={live} />}
      </div>
      <div role="status" className="mt-3 empty:hidden">
        {unread === undefined ? null : <UnreadNotice reason={unread} since={overview?.readAt} />}
      </div>
      {overview === undefined && unread === undefined ? <OverviewSkeleton /> : null}
      {overview === undefined ? null : (
        <>
          <Figures overview={overview} />
          <OpenFindings {...overview} />
          {overview.notifications.length === 0 ? null : <StagesSection stages={overview.stages} />}
          {overview.notifications.length === 0 ? null : (
            <OverviewStatistics
              hour={<HeatStrip pulse={overview.pulse} startedAt={overview.status.startedAt} />}
            />
          )}
          <LastNotifications overview={overview} openedAt={openedAt ?? overview.readAt} mayStart={mayStart} />
          <Nodes nodes={overview.nodes} readAt={overview.readAt} />
          <RehearsalLine rehearsal={overview.rehearsal} readAt={overview.readAt} />
          <ArrivalAnnouncer notifications={overview.notifications} />
        </>
      )}
    </>
  )
}

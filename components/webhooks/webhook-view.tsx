'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { WebhookDetail } from '#protocol/dashboard/webhooks.ts'
import { readTimed } from '../live/dashboard-api.ts'
import { isMissing } from '../live/dashboard-error.ts'
import { findLiveness } from '../live/live-state.tsx'
import { PauseSwitch } from '../live/pause-switch.tsx'
import { isFailing, untilRead } from '../live/reading.ts'
import { useActivity } from '../live/use-activity.ts'
import { MissingPage } from '../ui/missing-page.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { Attempts } from './attempts.tsx'
import { WebhookActs, type WebhookPermissions } from './webhook-acts.tsx'
import { WebhookFacts } from './webhook-facts.tsx'
import { WebhookNotice } from './webhook-notice.tsx'

/** Attempts make no announcement, so the page reads them regularly. */
const READ_MILLISECONDS = 2000

type Props = { webhook: WebhookDetail; readAt: string; may: WebhookPermissions }

/** The page `/webhooks/[id]`: a webhook, whether its receiver takes the events, and the newest attempts. */
export function WebhookView({ webhook: first, readAt: firstReadAt, may }: Props) {
  const { id } = first
  const [paused, setPaused] = useState(false)
  const { feed } = useActivity(paused ? undefined : 'readWebhook')
  const query = useQuery({
    queryKey: ['dashboard', 'readWebhook', { id }],
    queryFn: ({ signal }) => readTimed<WebhookDetail>('readWebhook', { path: { id }, signal }),
    initialData: { answer: first, readAt: firstReadAt },
    staleTime: READ_MILLISECONDS,
    refetchInterval: untilRead(paused ? false : READ_MILLISECONDS),
    refetchOnWindowFocus: !paused,
  })
  const { answer: webhook, readAt } = query.data
  if (isMissing(query.error)) return <MissingPage kind="webhook" />
  return (
    <div className="grid">
      <PageTitle
        title={<PlainText className="wrap-anywhere">{webhook.name}</PlainText>}
        lead={<PlainText className="wrap-anywhere">{webhook.url}</PlainText>}
      >
        <PauseSwitch
          liveness={findLiveness({ feed, paused, failing: isFailing(query), readAt })}
          toggle={() => setPaused(!paused)}
        />
        <WebhookActs webhook={webhook} may={may} />
      </PageTitle>
      <WebhookNotice webhook={webhook} readAt={readAt} mayManage={may.manage} />
      <WebhookFacts webhook={webhook} readAt={readAt} />
      <Attempts webhook={webhook} readAt={readAt} maySend={may.send} />
    </div>
  )
}

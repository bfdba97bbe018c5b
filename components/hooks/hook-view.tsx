'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { HookDetail } from '#protocol/dashboard/hooks.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readTimed } from '../live/dashboard-api.ts'
import { isMissing } from '../live/dashboard-error.ts'
import { findLiveness } from '../live/live-state.tsx'
import { PauseSwitch } from '../live/pause-switch.tsx'
import { isFailing, untilRead } from '../live/reading.ts'
import { useActivity } from '../live/use-activity.ts'
import { LateStatistics } from '../statistics/late-statistics.tsx'
import { MissingPage } from '../ui/missing-page.tsx'
import { Notice } from '../ui/notice.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { Section } from '../ui/section.tsx'
import { HookActs, type HookPermissions } from './hook-acts.tsx'
import { HookFacts } from './hook-facts.tsx'
import { HookRequests } from './hook-requests.tsx'
import { hookTexts } from './hook-texts.ts'
import { HOOK_READ_MILLISECONDS } from './read-interval.ts'
import { SettingsList } from './settings-list.tsx'
import { TemplateEditor } from './template-editor.tsx'

type Props = { hook: HookDetail; readAt: string; publicUrl: string; may: HookPermissions }

/** The page `/hooks/[id]`: a hook, its newest requests, its settings and its template. */
export function HookView({ hook: first, readAt: firstReadAt, publicUrl, may }: Props) {
  const t = useTexts(hookTexts)
  const { id } = first
  const [paused, setPaused] = useState(false)
  const { feed } = useActivity(paused ? undefined : 'readHook')
  const query = useQuery({
    queryKey: ['dashboard', 'readHook', { id }],
    queryFn: ({ signal }) => readTimed<HookDetail>('readHook', { path: { id }, signal }),
    initialData: { answer: first, readAt: firstReadAt },
    staleTime: HOOK_READ_MILLISECONDS,
    refetchInterval: untilRead(paused ? false : HOOK_READ_MILLISECONDS),
    refetchOnWindowFocus: !paused,
  })
  const { answer: hook, readAt } = query.data
  if (isMissing(query.error)) return <MissingPage kind="hook" />
  const address = `aoi_in_${id}_…`
  return (
    <div className="grid">
      <PageTitle
        title={<PlainText className="wrap-anywhere">{hook.name}</PlainText>}
        lead={<PlainText className="wrap-anywhere">{`${hook.shape} · ${hook.applicationName}`}</PlainText>}
      >
        <PauseSwitch
          liveness={findLiveness({ feed, paused, failing: isFailing(query), readAt })}
          toggle={() => setPaused(!paused)}
        />
        <HookActs hook={hook} may={may} />
      </PageTitle>
      {hook.token.id === undefined && hook.revokedAt === undefined ? (
        <div className="mt-5">
          <Notice tone="warning" title={t.tokenGone}>
            <span className="font-mono">{hook.token.fingerprint}</span>
          </Notice>
        </div>
      ) : null}
      <HookFacts hook={hook} readAt={readAt} />
      <LateStatistics party={{ unit: 'hook', key: id }} />
      <HookRequests hook={hook} readAt={readAt} mayRead={may.readPayload} />
      {hook.shape === 'json' && hook.revokedAt === undefined && may.manage && may.readPayload ? (
        <TemplateEditor hook={hook} />
      ) : null}
      {hook.revokedAt === undefined ? (
        <Section title={t.settings} lead={t.settingsHow}>
          <SettingsList
            shape={hook.shape}
            place={{ address, url: `${publicUrl}/in/${address}` }}
            copies={false}
          />
        </Section>
      ) : null}
    </div>
  )
}

'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ServerApplicationsPage } from '#protocol/dashboard/lists/applications.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readTimed } from '../live/dashboard-api.ts'
import { ReadState } from '../ui/read-state.tsx'
import { Section } from '../ui/section.tsx'
import { type KeyAct, KeyDialog } from './key-acts.tsx'
import { KeyList } from './key-list.tsx'
import { partyTexts } from './party-texts.ts'

/** The API keys of one sender, so that an operator can stop it here. Senders of Web Push have none. */
export function SenderKeys({ id, mayManage }: { id: string; mayManage: boolean }) {
  const t = useTexts(partyTexts)
  const [act, begin] = useState<KeyAct>()
  const query = useQuery({
    queryKey: ['dashboard', 'listServerApplications', { id }],
    queryFn: ({ signal }) =>
      readTimed<ServerApplicationsPage>('listServerApplications', { query: { id }, signal }),
  })
  const [application] = query.data?.answer.rows ?? []
  return (
    <Section title={t.keys} lead={mayManage ? t.stopHow : undefined}>
      <ReadState query={query} />
      {query.data === undefined ? null : application === undefined || application.keys.length === 0 ? (
        <p className="text-muted">{t.noKeys}</p>
      ) : (
        <KeyList {...{ application, readAt: query.data.readAt }} begin={mayManage ? begin : undefined} />
      )}
      <KeyDialog act={act} close={() => begin(undefined)} />
    </Section>
  )
}

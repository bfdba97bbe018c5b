'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { OperatorSessionRow } from '#protocol/dashboard/account.ts'
import { Confirmation } from '../acts/confirmation.tsx'
import { useAct } from '../acts/use-act.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { ActLabel } from '../ui/act-label.tsx'
import { Button } from '../ui/button.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { ReadState } from '../ui/read-state.tsx'
import { Section } from '../ui/section.tsx'
import { showToast } from '../ui/toast.ts'
import { actTexts } from './act-texts.ts'
import { texts } from './texts.ts'

/** The sessions of the account, with buttons to end the others. */
export function SessionsSection() {
  const t = useTexts(texts)
  const format = useFormat()
  const [ending, end] = useState<OperatorSessionRow>()
  const query = useQuery({
    queryKey: ['dashboard', 'listOwnSessions'],
    queryFn: ({ signal }) => readDashboard<{ sessions: OperatorSessionRow[] }>('listOwnSessions', { signal }),
  })
  return (
    <Section title={t.signedInWhere}>
      <ReadState query={query} />
      <ul className="grid gap-3">
        {(query.data?.sessions ?? []).map((session) => (
          <li key={session.id} className="flex flex-wrap items-center justify-between gap-2">
            <span className="min-w-0">
              {session.own ? t.thisSession : t.otherSession}, {t.since}{' '}
              {format.moment(session.createdAt, 'local')}
              <PlainText className="wrap-anywhere block text-muted text-small">{placeOf(session)}</PlainText>
            </span>
            {session.own ? null : (
              <Button onClick={() => end(session)}>
                <ActLabel verb={t.endIt} object={placeOf(session)} />
              </Button>
            )}
          </li>
        ))}
      </ul>
      {ending === undefined ? null : <EndSession session={ending} close={() => end(undefined)} />}
    </Section>
  )
}

function placeOf({ address, userAgent }: OperatorSessionRow): string {
  return [address, userAgent].filter((part) => part !== undefined).join(' ')
}

function EndSession({ session, close }: { session: OperatorSessionRow; close: () => void }) {
  const t = useTexts(texts)
  const says = useTexts(actTexts)
  const format = useFormat()
  const act = useAct()

  async function end() {
    if ((await act.run('revokeOwnSession', { path: { id: session.id } })) === undefined) return
    showToast(says.sessionEnded)
    close()
  }

  return (
    <Confirmation
      name="endOwnSession"
      title={says.endSessionTitle}
      description={says.endSessionHow}
      objects={[
        { label: says.session, value: `${t.since} ${format.moment(session.createdAt, 'local')}` },
        { label: says.from, value: placeOf(session) },
      ]}
      verb={says.endSessionIt}
      act={act}
      perform={end}
      close={close}
    />
  )
}

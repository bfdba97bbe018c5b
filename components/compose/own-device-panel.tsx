'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AudienceToken, Composed, OwnDevice, TemplateMessage } from '#protocol/dashboard/compose.ts'
import { Refused } from '../acts/refused.tsx'
import { newRequestId } from '../acts/request-id.ts'
import { useAct } from '../acts/use-act.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { Button } from '../ui/button.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { Section } from '../ui/section.tsx'
import { showToast } from '../ui/toast.ts'
import { showUnseen } from '../ui/visible-text.ts'
import { texts } from './texts.ts'

type Props = {
  /** The only chosen token, which can become the operator's device. */
  candidate: AudienceToken | undefined
  /** The message of the draft; undefined while it has problems. */
  message: () => TemplateMessage | undefined
}

/** Sends the draft to the operator's own device, whose token the server keeps for the operator. */
export function OwnDevicePanel({ candidate, message }: Props) {
  const t = useTexts(texts)
  const { run, busy, refused } = useAct()
  const [requestId, setRequestId] = useState(newRequestId)
  const { data } = useQuery({
    queryKey: ['dashboard', 'readOwnDevice'],
    queryFn: ({ signal }) => readDashboard<OwnDevice>('readOwnDevice', { signal }),
  })
  const own = data?.token

  async function send() {
    const whole = message()
    if (whole === undefined) return
    const { until: _, ...body } = whole
    const composed = await run<Composed>('sendToOwnDevice', { body: { ...body, requestId } })
    const [sent] = composed?.sent ?? []
    if (sent === undefined) return
    setRequestId(newRequestId())
    showToast(t.sentOwn, 'plain', { href: `/notifications/${sent.id}`, label: t.open })
  }

  async function use(token: AudienceToken) {
    await run('chooseOwnDevice', { body: { tokenId: token.tokenId } })
  }

  return (
    <Section title={t.ownDevice}>
      {own === undefined ? (
        <p className="text-muted text-small">{t.ownDeviceNone}</p>
      ) : (
        <p>
          <PlainText>{t.ownDeviceIs(showUnseen(own.applicationName), own.fingerprint)}</PlainText>
        </p>
      )}
      <div className="mt-3 flex flex-wrap gap-2">
        {own === undefined ? null : (
          <Button busy={busy} onClick={() => void send()}>
            {t.sendOwn}
          </Button>
        )}
        {candidate === undefined || candidate.tokenId === own?.tokenId ? null : (
          <Button busy={busy} onClick={() => void use(candidate)}>
            {t.ownDeviceUse}
          </Button>
        )}
      </div>
      {own === undefined && candidate === undefined ? (
        <p className="text-muted text-small">{t.ownDeviceHow}</p>
      ) : null}
      <Refused sentence={refused} />
    </Section>
  )
}

'use client'

import { useState } from 'react'
import type { WebhookDetail } from '#protocol/dashboard/webhooks.ts'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import type { WebhookAttemptRow } from '#protocol/webhooks.ts'
import { Confirmation } from '../acts/confirmation.tsx'
import { useAct } from '../acts/use-act.ts'
import { later } from '../grid/later.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Age } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { Section } from '../ui/section.tsx'
import { showToast } from '../ui/toast.ts'
import { AttemptOutcome } from './attempt-outcome.tsx'
import { texts } from './texts.ts'
import { webhookTexts } from './webhook-texts.ts'

/** The digits of an event's id that tell two events apart. */
const ID_DIGITS = 12
const TEST_TYPE = 'webhook.test'

type Props = { webhook: WebhookDetail; readAt: string; maySend: boolean }

/** The delivery log: the newest attempts with their outcomes. An event can be sent again from its line. */
export function Attempts({ webhook, readAt, maySend }: Props) {
  const t = useTexts(webhookTexts)
  const format = useFormat()
  const [resent, setResent] = useState<WebhookAttemptRow>()
  const { attempts } = webhook
  return (
    <Section title={t.attempts} lead={t.attemptsHow(format.number(PAGE_LIMITS.webhookAttemptsKept))}>
      {attempts.length === 0 ? <EmptyState title={t.noAttempts} hint={t.noAttemptsHow} /> : null}
      <ul className="divide-y divide-line">
        {attempts.map((attempt) => (
          <AttemptLine
            key={`${attempt.eventId} ${attempt.attempt} ${attempt.at}`}
            attempt={attempt}
            readAt={readAt}
            resend={maySend && attempt.type !== TEST_TYPE ? () => setResent(attempt) : undefined}
          />
        ))}
      </ul>
      {resent === undefined ? null : (
        <ResendDialog webhook={webhook} attempt={resent} close={() => setResent(undefined)} />
      )}
    </Section>
  )
}

type LineProps = { attempt: WebhookAttemptRow; readAt: string; resend: (() => void) | undefined }

function AttemptLine({ attempt, readAt, resend }: LineProps) {
  const t = useTexts(webhookTexts)
  const format = useFormat()
  const { at, type, eventId, attempt: number, outcome } = attempt
  const digits = eventId.slice(-ID_DIGITS)
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2" data-outcome={outcome}>
      <span className="w-28 text-muted text-small">
        <Age at={at} now={later(readAt, at)} />
      </span>
      <span className="min-w-0 basis-72">
        <PlainText className="wrap-anywhere block font-mono text-small">{type}</PlainText>
        <span className="block text-muted text-small">
          <span title={eventId} className="font-mono">
            {digits}
          </span>{' '}
          · {number === 0 ? t.byHand : t.attempt(format.number(number))}
        </span>
      </span>
      <span className="wrap-anywhere min-w-0 flex-1 basis-60">
        <AttemptOutcome attempt={attempt} />
      </span>
      {resend === undefined ? null : (
        <Button onClick={resend}>
          {t.resend}
          <span className="sr-only"> {t.resendOf(digits)}</span>
        </Button>
      )}
    </li>
  )
}

type DialogProps = { webhook: WebhookDetail; attempt: WebhookAttemptRow; close: () => void }

function ResendDialog({ webhook: { id, name, url }, attempt: { eventId, type }, close }: DialogProps) {
  const t = useTexts(webhookTexts)
  const says = useTexts(texts)
  const act = useAct()

  async function resend() {
    const sent = await act.run<WebhookAttemptRow>('resendEvent', { path: { id }, body: { eventId } })
    if (sent === undefined) return
    showToast(sent.outcome === 'delivered' ? t.resent : t.notResent)
    close()
  }

  return (
    <Confirmation
      name="resendEvent"
      title={t.resendTitle}
      description={t.resendHow}
      objects={[
        { label: t.event, value: eventId },
        { label: t.type, value: type },
        { label: says.webhook, value: `${name} (${url})` },
      ]}
      verb={t.resendIt}
      act={act}
      perform={resend}
      close={close}
    />
  )
}

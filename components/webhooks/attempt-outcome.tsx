'use client'

import type { WebhookAttemptRow } from '#protocol/webhooks.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { webhookTexts } from './webhook-texts.ts'

type Texts = (typeof webhookTexts)['en']

/** The outcome of one attempt in words: delivered, or the reason why not. */
export function AttemptOutcome({ attempt }: { attempt: WebhookAttemptRow }) {
  const t = useTexts(webhookTexts)
  const format = useFormat()
  const isDelivered = attempt.outcome === 'delivered'
  return (
    <span className={isDelivered ? 'text-acked' : 'text-danger'}>
      <span className="font-medium">
        <span aria-hidden="true">{isDelivered ? '● ' : '× '}</span>
        {describeOutcome(attempt, t)}
      </span>{' '}
      <span className="text-muted text-small">{t.after(format.length(attempt.milliseconds))}</span>
    </span>
  )
}

/** Returns an outcome in words. A newer server may name outcomes that this page does not know. */
export function describeOutcome(
  { outcome, status = 0 }: Pick<WebhookAttemptRow, 'outcome' | 'status'>,
  t: Texts,
): string {
  if (outcome === 'delivered') return t.deliveredBy(status)
  if (outcome === 'answered') return t.refusedBy(status)
  const { badUrl, refusedAddress, unresolved, unreachable, timedOut, circuitOpen, busy } = t
  const failures = { badUrl, refusedAddress, unresolved, unreachable, timedOut, circuitOpen, busy }
  return Object.entries(failures).find(([name]) => name === outcome)?.[1] ?? outcome
}

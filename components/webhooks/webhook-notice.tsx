'use client'

import type { WebhookDetail } from '#protocol/dashboard/webhooks.ts'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { Refused } from '../acts/refused.tsx'
import { useAct } from '../acts/use-act.ts'
import { later } from '../grid/later.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { showToast } from '../ui/toast.ts'
import { describeOutcome } from './attempt-outcome.tsx'
import { webhookTexts } from './webhook-texts.ts'

const SECONDS_PER_DAY = 86_400

type Props = { webhook: WebhookDetail; readAt: string; mayManage: boolean }

/** Says why a webhook is disabled, with the way to enable it, or that its receiver fails. Nothing while all is well. */
export function WebhookNotice({ webhook, readAt, mayManage }: Props) {
  const t = useTexts(webhookTexts)
  const format = useFormat()
  const { disabledAt, disabledReason = '', failingSince, retryAt } = webhook
  if (disabledAt !== undefined)
    return (
      <div className="mt-5">
        <Notice tone="danger" title={t.disabledTitle}>
          <PlainText>
            {t.disabledHow(
              format.age(disabledAt, later(readAt, disabledAt)),
              explainReason(disabledReason, t),
            )}
          </PlainText>
          {mayManage ? <EnableButton webhook={webhook} /> : null}
        </Notice>
      </div>
    )
  if (failingSince === undefined) return null
  const days = format.number(PAGE_LIMITS.webhookFailingSecondsMax / SECONDS_PER_DAY)
  return (
    <div className="mt-5">
      <Notice tone="warning" title={t.failingTitle}>
        {t.failingNow(format.number(webhook.failures), format.age(failingSince, later(readAt, failingSince)))}{' '}
        {retryAt === undefined ? null : t.retry(format.age(retryAt, readAt))} {t.failingHow(days)}
      </Notice>
    </div>
  )
}

/** The server writes the reason in English: an answer with its status, or the name of a failure. */
function explainReason(reason: string, t: (typeof webhookTexts)['en']): string {
  const [, status] = /^the receiver answered (\d+)$/.exec(reason) ?? []
  return describeOutcome(
    status === undefined ? { outcome: reason } : { outcome: 'answered', status: Number(status) },
    t,
  )
}

function EnableButton({ webhook: { id, name } }: { webhook: WebhookDetail }) {
  const t = useTexts(webhookTexts)
  const { run, busy, refused } = useAct()

  async function enable() {
    if ((await run('enableWebhook', { path: { id } })) !== undefined) showToast(t.enabledNow(name))
  }

  return (
    <div className="mt-3 grid gap-2">
      <div>
        <Button look="primary" busy={busy} onClick={() => void enable()}>
          {t.enable}
        </Button>
      </div>
      <Refused sentence={refused} />
    </div>
  )
}

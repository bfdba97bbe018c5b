'use client'

import type { WebhookDetail } from '#protocol/dashboard/webhooks.ts'
import { later } from '../grid/later.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Dotted } from '../ui/dotted.tsx'
import { Fact, Facts } from '../ui/facts.tsx'
import { Age } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { texts } from './texts.ts'
import { WebhookState } from './webhook-state.tsx'
import { webhookTexts } from './webhook-texts.ts'

/** Whether the receiver takes the events, how many wait, and the settings of the webhook. */
export function WebhookFacts({ webhook, readAt }: { webhook: WebhookDetail; readAt: string }) {
  const t = useTexts(webhookTexts)
  const says = useTexts(texts)
  const format = useFormat()
  const { behind, deliveredAt, previousEndsAt } = webhook
  return (
    <div className="mt-5 grid gap-2">
      <Facts label={t.facts}>
        <Fact name={says.state}>
          <WebhookState webhook={webhook} />
        </Fact>
        <Fact name={t.behind} title={t.behindIs}>
          {format.number(behind)}
        </Fact>
        <Fact name={says.delivered}>
          {deliveredAt === undefined ? says.never : <Age at={deliveredAt} now={later(readAt, deliveredAt)} />}
        </Fact>
        <Fact name={says.applications}>
          <Dotted>{webhook.applications.join(', ')}</Dotted>
        </Fact>
        <Fact name={t.typesOf}>
          {webhook.types.length === 0 ? t.allTypes : <Dotted>{webhook.types.join(', ')}</Dotted>}
        </Fact>
        <Fact name={t.createdBy}>
          <PlainText>{webhook.createdBy}</PlainText>
        </Fact>
      </Facts>
      {previousEndsAt === undefined ? null : (
        <p className="text-small">{t.previous(format.age(previousEndsAt, readAt))}</p>
      )}
    </div>
  )
}

'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { WebhookDetail } from '#protocol/dashboard/webhooks.ts'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import type { WebhookAttemptRow } from '#protocol/webhooks.ts'
import { Confirmation } from '../acts/confirmation.tsx'
import { OverlapField, useOverlap } from '../acts/overlap-field.tsx'
import { Refused } from '../acts/refused.tsx'
import { useShowOnce } from '../acts/shown-once.tsx'
import { useAct } from '../acts/use-act.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { showToast } from '../ui/toast.ts'
import { AttemptOutcome } from './attempt-outcome.tsx'
import type { CreatedWebhook } from './create-webhook.tsx'
import { texts } from './texts.ts'

export type WebhookPermissions = { manage: boolean; send: boolean }
type WebhookAct = 'test' | 'rotate' | 'remove'

/** The acts on a webhook: send a test, give it a new secret, end it. */
export function WebhookActs({ webhook, may }: { webhook: WebhookDetail; may: WebhookPermissions }) {
  const t = useTexts(texts)
  const [act, begin] = useState<WebhookAct>()
  const close = () => begin(undefined)
  return (
    <>
      {may.send ? (
        <Button look="primary" onClick={() => begin('test')}>
          {t.test}
        </Button>
      ) : null}
      {may.manage ? <Button onClick={() => begin('rotate')}>{t.rotate}</Button> : null}
      {may.manage ? (
        <Button look="danger" onClick={() => begin('remove')}>
          {t.remove}
        </Button>
      ) : null}
      {act === 'test' ? <TestDialog webhook={webhook} close={close} /> : null}
      {act === 'rotate' ? <RotateDialog webhook={webhook} close={close} /> : null}
      {act === 'remove' ? <RemoveDialog webhook={webhook} close={close} /> : null}
    </>
  )
}

type DialogProps = { webhook: WebhookDetail; close: () => void }

function TestDialog({ webhook: { id }, close }: DialogProps) {
  const t = useTexts(texts)
  const { run, busy, refused } = useAct()
  const [attempt, setAttempt] = useState<WebhookAttemptRow>()

  async function send() {
    setAttempt(undefined)
    setAttempt(await run<WebhookAttemptRow>('testWebhook', { path: { id } }))
  }

  return (
    <Dialog name="testWebhook" open onClose={close} title={t.testTitle} description={t.testHow}>
      <div className="grid gap-4">
        <p role="status" className="empty:hidden">
          {attempt === undefined ? null : <AttemptOutcome attempt={attempt} />}
        </p>
        <Refused sentence={refused} />
        <div className="flex justify-end">
          <Button look="primary" busy={busy} onClick={() => void send()}>
            {attempt === undefined ? t.testIt : t.testAgain}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

function RotateDialog({ webhook, close }: DialogProps) {
  const { id, name } = webhook
  const t = useTexts(texts)
  const showOnce = useShowOnce()
  const act = useAct()
  const overlap = useOverlap()

  async function rotate() {
    const body = { overlapSeconds: overlap.seconds }
    const made = await act.run<CreatedWebhook>('rotateWebhook', { path: { id }, body })
    if (made === undefined) return
    showOnce({
      ...{ title: t.made, description: t.madeFor(name), value: made.secret, name: t.theSecret },
      onStored: () => showToast(t.rotatedNow(name)),
    })
    close()
  }

  return (
    <Confirmation
      name="rotateWebhook"
      title={t.rotateTitle}
      description={t.rotateHow}
      objects={objectsOf(webhook, t)}
      verb={t.rotateIt}
      act={act}
      perform={rotate}
      close={close}
    >
      <OverlapField
        overlap={overlap}
        label={t.overlap}
        endsAtOnce={t.endsAtOnce}
        maxSeconds={PAGE_LIMITS.webhookOverlapSecondsMax}
      />
    </Confirmation>
  )
}

function RemoveDialog({ webhook, close }: DialogProps) {
  const { id, name } = webhook
  const t = useTexts(texts)
  const router = useRouter()
  const act = useAct()

  async function remove() {
    if ((await act.run('removeWebhook', { path: { id } })) === undefined) return
    showToast(t.removedNow(name), 'plain', { href: '/audit', label: t.audit })
    close()
    router.push('/webhooks')
  }

  return (
    <Confirmation
      name="removeWebhook"
      title={t.removeTitle}
      description={t.removeHow}
      objects={objectsOf(webhook, t)}
      verb={t.removeIt(name)}
      act={act}
      perform={remove}
      close={close}
    />
  )
}

function objectsOf({ id, name, url }: WebhookDetail, t: (typeof texts)['en']) {
  return [
    { label: t.webhook, value: `${name} (${id})` },
    { label: t.url, value: url },
  ]
}

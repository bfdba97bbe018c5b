'use client'

import { useState } from 'react'
import type { CreatedHookAddress, HookDetail, HookTest } from '#protocol/dashboard/hooks.ts'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { Confirmation } from '../acts/confirmation.tsx'
import { OverlapField, useOverlap } from '../acts/overlap-field.tsx'
import { Refused } from '../acts/refused.tsx'
import { useAct } from '../acts/use-act.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { showToast } from '../ui/toast.ts'
import { useShowHook } from './made-hook.tsx'
import { texts } from './texts.ts'

export type HookPermissions = { manage: boolean; send: boolean; readPayload: boolean }
type HookAct = 'test' | 'rotate' | 'revoke'

/** The acts on a hook: send a test, give it a new address, end it. */
export function HookActs({ hook, may }: { hook: HookDetail; may: HookPermissions }) {
  const t = useTexts(texts)
  const [act, begin] = useState<HookAct>()
  const close = () => begin(undefined)
  const isOver = hook.revokedAt !== undefined
  return (
    <>
      {may.send && !isOver ? (
        <Button look="primary" onClick={() => begin('test')}>
          {t.test}
        </Button>
      ) : null}
      {may.manage && !isOver ? <Button onClick={() => begin('rotate')}>{t.rotate}</Button> : null}
      {may.manage && !isOver ? (
        <Button look="danger" onClick={() => begin('revoke')}>
          {t.revoke}
        </Button>
      ) : null}
      {act === 'test' ? <TestDialog hook={hook} close={close} /> : null}
      {act === 'rotate' ? <RotateDialog hook={hook} close={close} /> : null}
      {act === 'revoke' ? <RevokeDialog hook={hook} close={close} /> : null}
    </>
  )
}

type DialogProps = { hook: HookDetail; close: () => void }

function TestDialog({ hook: { id }, close }: DialogProps) {
  const t = useTexts(texts)
  const { run, busy, refused } = useAct()
  const [reason, setReason] = useState<string>()

  async function send() {
    setReason(undefined)
    const test = await run<HookTest>('testHook', { path: { id } })
    if (test === undefined) return
    if (test.outcome !== 'accepted') return setReason(test.reason)
    const said = test.recipients === 0 ? t.testedNobody : t.tested(test.recipients)
    showToast(said, 'plain', { href: `/notifications/${test.notificationId}`, label: t.watch })
    close()
  }

  return (
    <Dialog name="testHook" open onClose={close} title={t.testTitle} description={t.testHow}>
      <div className="grid gap-4">
        {reason === undefined ? null : (
          <p role="alert" className="text-danger">
            {t.testRefused(reason)}
          </p>
        )}
        <Refused sentence={refused} />
        <div className="flex justify-end">
          <Button look="primary" busy={busy} onClick={() => void send()}>
            {t.testIt}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

function RotateDialog({ hook, close }: DialogProps) {
  const { id, name, shape, alias } = hook
  const t = useTexts(texts)
  const showHook = useShowHook()
  const act = useAct()
  const overlap = useOverlap()

  async function rotate() {
    const body = { overlapSeconds: overlap.seconds }
    const made = await act.run<CreatedHookAddress>('rotateHook', { path: { id }, body })
    if (made === undefined) return
    showHook({ name, made, shape, alias, onStored: () => showToast(t.rotatedNow(name)) })
    close()
  }

  return (
    <Confirmation
      name="rotateHook"
      title={t.rotateTitle}
      description={t.rotateHow}
      objects={objectsOf(hook, t)}
      verb={t.rotateIt}
      act={act}
      perform={rotate}
      close={close}
    >
      <OverlapField
        overlap={overlap}
        label={t.overlap}
        endsAtOnce={t.endsAtOnce}
        maxSeconds={PAGE_LIMITS.hookOverlapSecondsMax}
      />
    </Confirmation>
  )
}

function RevokeDialog({ hook, close }: DialogProps) {
  const { id, name } = hook
  const t = useTexts(texts)
  const act = useAct()

  async function revoke() {
    if ((await act.run('revokeHook', { path: { id } })) === undefined) return
    showToast(t.revokedNow(name), 'plain', { href: '/audit', label: t.audit })
    close()
  }

  return (
    <Confirmation
      name="revokeHook"
      title={t.revokeTitle}
      description={t.revokeHow}
      objects={objectsOf(hook, t)}
      verb={t.revokeIt(name)}
      act={act}
      perform={revoke}
      close={close}
    />
  )
}

function objectsOf({ id, name, applicationName, token }: HookDetail, t: (typeof texts)['en']) {
  return [
    { label: t.hook, value: `${name} (${id})` },
    { label: t.token, value: `${applicationName} · ${token.fingerprint}` },
  ]
}

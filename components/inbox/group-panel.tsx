'use client'

import { useState } from 'react'
import { fingerprint } from '#protocol/fingerprint.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import type { Group } from './inbox-store.ts'
import { texts } from './texts.ts'

type Props = {
  group: Group
  mute: (isMuted: boolean) => Promise<void>
  leave: () => Promise<void>
  /** Another tab runs the AOI Client. */
  disabled: boolean
}

/** The chosen group: its identity, and the ways to silence and to leave it. */
export function GroupPanel({ group, mute, leave, disabled }: Props) {
  const t = useTexts(texts)
  const { name, applicationName, token, isMuted, endedReason } = group
  return (
    <section aria-label={name} className="mb-4 rounded-panel border border-line bg-surface p-4">
      <h2 className="wrap-anywhere font-semibold text-title tracking-tight">
        <PlainText>{name}</PlainText>
      </h2>
      <p className="wrap-anywhere text-muted text-small">
        {t.application} <PlainText className="text-ink">{applicationName}</PlainText> · {t.token}{' '}
        <code className="font-mono text-ink">{fingerprint(token)}</code>
      </p>
      {endedReason === undefined ? null : (
        <p className="mt-2 text-warning">
          {t.ended} <PlainText>{endedReason}</PlainText>
        </p>
      )}
      {isMuted ? <p className="mt-2 text-muted text-small">{t.mutedHint}</p> : null}
      <div className="mt-3 flex flex-wrap gap-2">
        <Button aria-pressed={isMuted} onClick={() => void mute(!isMuted)}>
          {isMuted ? t.unmute : t.mute}
        </Button>
        <Leave name={name} leave={leave} disabled={disabled} />
      </div>
    </section>
  )
}

/** Asks in its place, since leaving removes the messages. */
function Leave({ name, leave, disabled }: { name: string } & Pick<Props, 'leave' | 'disabled'>) {
  const t = useTexts(texts)
  const [step, setStep] = useState<'idle' | 'asking' | 'leaving'>('idle')
  const [failure, setFailure] = useState<string>()
  if (step === 'idle') {
    return (
      <Button disabled={disabled} onClick={() => setStep('asking')}>
        {t.leave}
      </Button>
    )
  }

  async function perform() {
    setStep('leaving')
    setFailure(undefined)
    try {
      await leave()
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error))
      setStep('asking')
    }
  }

  return (
    <div className="basis-full border-line border-t pt-3">
      <p className="wrap-anywhere">
        <PlainText>{t.leaveSure(name)}</PlainText>
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button look="danger" busy={step === 'leaving'} onClick={() => void perform()}>
          {step === 'leaving' ? t.leaving : t.leaveNow}
        </Button>
        <Button autoFocus disabled={step === 'leaving'} onClick={() => setStep('idle')}>
          {t.stay}
        </Button>
      </div>
      {failure === undefined ? null : (
        <p role="alert" className="mt-2 text-danger">
          {t.leaveFailed} <PlainText>{failure}</PlainText>
        </p>
      )}
    </div>
  )
}

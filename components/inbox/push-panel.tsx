'use client'

import { useState } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import type { PushState } from './push-state.ts'
import { pushTexts } from './push-texts.ts'

type Props = { state: PushState; turnOn: () => Promise<void>; turnOff: () => Promise<void> }

/** Says why the browser asks for permission before it asks, or why messages cannot come while the page is closed. */
export function PushPanel({ state, turnOn, turnOff }: Props) {
  const t = useTexts(pushTexts)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string>()

  async function perform(act: () => Promise<void>) {
    setBusy(true)
    setFailure(undefined)
    try {
      await act()
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error))
    } finally {
      setBusy(false)
    }
  }

  const canTurn = state === 'on' || state === 'off'
  return (
    <section aria-label={t.title} className="rounded-panel border border-line px-3 py-2">
      <p className={canTurn ? '' : 'text-muted'}>{t[state]}</p>
      {canTurn ? (
        <Button
          look={state === 'on' ? 'plain' : 'primary'}
          busy={isBusy}
          onClick={() => void perform(state === 'on' ? turnOff : turnOn)}
          className="mt-2"
        >
          {state === 'on' ? t.turnOff : t.turnOn}
        </Button>
      ) : null}
      {failure === undefined ? null : (
        <div role="alert" className="mt-2">
          <Notice tone="warning" title={t.failed}>
            <PlainText>{failure}</PlainText>
          </Notice>
        </div>
      )}
    </section>
  )
}

'use client'

import { useSelectionAct } from '../acts/use-selection-act.tsx'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { type LiveFanOut, useProgress } from './live-fan-out.ts'
import { texts } from './texts.ts'

export type FanOutPermissions = { act: boolean; send: boolean }

type Props = { live: LiveFanOut; may: FanOutPermissions }

/** What one may do with a notification: cancel what is pending, send it again to those that it ended without. */
export function FanOutActs({ live, may }: Props) {
  const t = useTexts(texts)
  const { id, simulated } = live.notification
  const canSendAgain = useProgress(live, ({ counts }) => may.send && !simulated && counts.expired > 0)
  const canCancel = useProgress(
    live,
    ({ state, counts }) => may.act && state === 'live' && counts.pending + counts.sent + counts.waiting > 0,
  )
  const selectionAct = useSelectionAct(() => undefined)
  return (
    <>
      {canSendAgain ? (
        <Button onClick={() => selectionAct.begin({ act: 'resendToMissing', ids: [id] })}>{t.resend}</Button>
      ) : null}
      {canCancel ? (
        <Button look="danger" onClick={() => selectionAct.begin({ act: 'cancel', ids: [id] })}>
          {t.cancelPending}
        </Button>
      ) : null}
      {selectionAct.dialog}
    </>
  )
}

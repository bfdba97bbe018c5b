'use client'

import type { FanOut } from '#protocol/dashboard/fan-out.ts'
import { useSelectionAct } from '../acts/use-selection-act.tsx'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { texts } from './texts.ts'

export type FanOutPermissions = { act: boolean; send: boolean }

/** What one may do with a notification: cancel what is pending, send it again to those that it ended without. */
export function FanOutActs({ fanOut, may }: { fanOut: FanOut; may: FanOutPermissions }) {
  const t = useTexts(texts)
  const { id, state, counts, simulated } = fanOut
  const selectionAct = useSelectionAct(() => undefined)
  const waiting = counts.pending + counts.sent + counts.waiting
  return (
    <>
      {may.send && !simulated && counts.expired > 0 ? (
        <Button onClick={() => selectionAct.begin({ act: 'resendToMissing', ids: [id] })}>{t.resend}</Button>
      ) : null}
      {may.act && state === 'live' && waiting > 0 ? (
        <Button look="danger" onClick={() => selectionAct.begin({ act: 'cancel', ids: [id] })}>
          {t.cancelPending}
        </Button>
      ) : null}
      {selectionAct.dialog}
    </>
  )
}

'use client'

import { useRouter } from 'next/navigation'
import { countOpen } from '#protocol/dashboard/recipient-states.ts'
import { useSelectionAct } from '../acts/use-selection-act.tsx'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { type LiveFanOut, useProgress } from './live-fan-out.ts'
import { texts } from './texts.ts'

export type FanOutPermissions = { act: boolean; send: boolean }

/** `isErased`: its payload was already erased. */
type Props = { live: LiveFanOut; may: FanOutPermissions; isErased: boolean }

/** Acts on one notification: cancel it, send it again to the recipients that did not get it, erase its payload. */
export function FanOutActs({ live, may, isErased }: Props) {
  const t = useTexts(texts)
  const { id, simulated } = live.notification
  const canSendAgain = useProgress(live, ({ counts }) => may.send && !simulated && counts.expired > 0)
  const canCancel = useProgress(
    live,
    ({ state, counts }) => may.act && state === 'live' && countOpen(counts) > 0,
  )
  const router = useRouter()
  // The server renders the payload, so the page must be rendered again.
  const selectionAct = useSelectionAct(() => router.refresh())
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
      {may.act && !isErased ? (
        <Button look="danger" onClick={() => selectionAct.begin({ act: 'erase', ids: [id] })}>
          {t.erasePayload}
        </Button>
      ) : null}
      {selectionAct.dialog}
    </>
  )
}

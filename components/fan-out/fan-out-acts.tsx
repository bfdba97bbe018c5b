'use client'

import { memo } from 'react'
import { useSelectionAct } from '../acts/use-selection-act.tsx'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { texts } from './texts.ts'

export type FanOutPermissions = { act: boolean; send: boolean }

type Props = { id: string; canSendAgain: boolean; canCancel: boolean }

/** What one may do with a notification: cancel what is pending, send it again to those that it ended without. */
export const FanOutActs = memo(function FanOutActs({ id, canSendAgain, canCancel }: Props) {
  const t = useTexts(texts)
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
})

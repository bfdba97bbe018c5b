'use client'

import Link from 'next/link'
import { useState } from 'react'
import type { TokenListRow } from '#protocol/dashboard/lists/tokens.ts'
import { useSelectionAct } from '../acts/use-selection-act.tsx'
import { useTexts } from '../i18n/use-texts.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { useLate } from '../ui/use-late.ts'
import { texts } from './texts.ts'
import type { TokenDialog } from './token-dialogs.tsx'

export type TokenPermissions = { send: boolean; revoke: boolean; reveal: boolean }

const loadDialogs = () => import('./token-dialogs.tsx').then((module) => ({ default: module.TokenDialogs }))

/** The acts on a token: write to it, send a test, show it whole, end it for everybody, erase its payloads. */
export function TokenActs({ token, may }: { token: TokenListRow; may: TokenPermissions }) {
  const t = useTexts(texts)
  const [shown, setShown] = useState<TokenDialog>()
  const selectionAct = useSelectionAct(() => undefined)
  const { Late: Dialogs, want } = useLate(loadDialogs)
  const close = () => setShown(undefined)
  const show = (dialog: TokenDialog) => {
    setShown(dialog)
    want()
  }
  return (
    <>
      {may.send ? (
        <Link href={`/compose?token=${token.id}`} prefetch={false} className={buttonClass('primary')}>
          {t.compose}
        </Link>
      ) : null}
      {may.send ? <Button onClick={() => show('test')}>{t.test}</Button> : null}
      {may.reveal ? <Button onClick={() => show('reveal')}>{t.reveal}</Button> : null}
      {may.revoke ? (
        <Button look="danger" onClick={() => show('revoke')}>
          {t.revoke}
        </Button>
      ) : null}
      {may.revoke ? (
        <Button look="danger" onClick={() => selectionAct.begin({ act: 'erase', of: { tokenId: token.id } })}>
          {t.erase}
        </Button>
      ) : null}
      {selectionAct.dialog}
      {Dialogs === undefined ? null : <Dialogs token={token} shown={shown} close={close} />}
    </>
  )
}

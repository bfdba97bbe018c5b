'use client'

import { useState } from 'react'
import type { RegistrationPolicy } from '#protocol/dashboard/enrolment.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { useLate } from '../ui/use-late.ts'
import { inviteTexts } from './invite-texts.ts'

const loadDialog = () => import('./invite-dialog.tsx').then((module) => ({ default: module.InviteDialog }))

type Props = {
  publicUrl: string
  registration: RegistrationPolicy
  /** True: the operator may write to the new group. */
  mayCompose: boolean
}

/** Makes a join link for the inbox, by a dialog that is loaded when it opens. */
export function Invite({ publicUrl, registration, mayCompose }: Props) {
  const t = useTexts(inviteTexts)
  const [isOpen, setOpen] = useState(false)
  const { Late: LateDialog, want } = useLate(loadDialog)
  const open = () => {
    setOpen(true)
    want()
  }
  return (
    <>
      <Button onClick={open}>{t.invite}</Button>
      {LateDialog === undefined || !isOpen ? null : (
        <LateDialog {...{ publicUrl, registration, mayCompose }} close={() => setOpen(false)} />
      )}
    </>
  )
}

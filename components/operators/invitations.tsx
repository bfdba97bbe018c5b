'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { InvitationRow, Invitations as OpenInvitations } from '#protocol/dashboard/account.ts'
import { Confirmation } from '../acts/confirmation.tsx'
import { useAct } from '../acts/use-act.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { ActLabel } from '../ui/act-label.tsx'
import { Button } from '../ui/button.tsx'
import { ReadState } from '../ui/read-state.tsx'
import { Section } from '../ui/section.tsx'
import { showToast } from '../ui/toast.ts'
import { actTexts } from './act-texts.ts'
import { useRoleName } from './role-name.ts'

/** The open invitations, each with a button to withdraw it. */
export function Invitations() {
  const t = useTexts(actTexts)
  const format = useFormat()
  const nameOf = useRoleName()
  const [withdrawing, withdraw] = useState<InvitationRow>()
  const query = useQuery({
    queryKey: ['dashboard', 'listInvitations'],
    queryFn: ({ signal }) => readDashboard<OpenInvitations>('listInvitations', { signal }),
  })
  return (
    <Section title={t.invitations} lead={t.invitationsIs}>
      <ReadState query={query} />
      {query.data?.invitations.length === 0 ? <p className="text-muted">{t.noInvitations}</p> : null}
      <ul className="grid gap-3">
        {(query.data?.invitations ?? []).map((invitation) => (
          <li key={invitation.id} className="flex flex-wrap items-center justify-between gap-2">
            <span className="wrap-anywhere min-w-0">
              {invitation.email}, {nameOf(invitation.role)}
              <span className="block text-muted text-small">
                {t.invitedBy(
                  invitation.invitedBy || t.invitedByNobody,
                  format.moment(invitation.expiresAt, 'local'),
                )}
              </span>
            </span>
            <Button look="danger" onClick={() => withdraw(invitation)}>
              <ActLabel verb={t.withdraw} object={invitation.email} />
            </Button>
          </li>
        ))}
      </ul>
      {withdrawing === undefined ? null : (
        <Withdraw invitation={withdrawing} close={() => withdraw(undefined)} />
      )}
    </Section>
  )
}

function Withdraw({ invitation, close }: { invitation: InvitationRow; close: () => void }) {
  const t = useTexts(actTexts)
  const nameOf = useRoleName()
  const act = useAct()
  const { id, email, role, invitedBy } = invitation

  async function withdraw() {
    if ((await act.run('withdrawInvitation', { path: { id } })) === undefined) return
    showToast(t.withdrawn(email))
    close()
  }

  return (
    <Confirmation
      name="withdrawInvitation"
      title={t.withdrawTitle}
      description={t.withdrawHow}
      objects={[
        { label: t.invitationFor, value: email },
        { label: t.role, value: nameOf(role) },
        { label: t.from, value: invitedBy || t.invitedByNobody },
      ]}
      verb={t.withdrawIt(email)}
      act={act}
      perform={withdraw}
      close={close}
    />
  )
}

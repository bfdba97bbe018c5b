'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { OperatorRow } from '#protocol/dashboard/account.ts'
import { ROLES, type Role } from '#protocol/dashboard/roles.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { ActLabel } from '../ui/act-label.tsx'
import { Button } from '../ui/button.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { Section } from '../ui/section.tsx'
import { showUnseen } from '../ui/visible-text.ts'
import { actTexts } from './act-texts.ts'
import { Invitations } from './invitations.tsx'
import { Invite } from './invite.tsx'
import { type OperatorAct, OperatorDialog } from './operator-acts.tsx'
import { useRoleName } from './role-name.ts'
import { RoleSelect } from './role-select.tsx'
import { texts } from './texts.ts'

type Operators = { operators: OperatorRow[] }

/** The operators of the dashboard and their roles, with forms to invite and remove them. */
export function OperatorsView({ initial, own }: { initial: Operators; own: string }) {
  const t = useTexts(texts)
  const [act, begin] = useState<OperatorAct>()
  const { data } = useQuery({
    queryKey: ['dashboard', 'listOperators'],
    queryFn: ({ signal }) => readDashboard<Operators>('listOperators', { signal }),
    initialData: initial,
  })
  return (
    <>
      <PageTitle title={t.operators} lead={t.operatorsIs} />
      <Section title={t.members}>
        <ul className="grid gap-4">
          {data.operators.map((operator) => (
            <Member
              key={`${operator.id} ${operator.role}`}
              operator={operator}
              isOwn={operator.id === own}
              begin={begin}
            />
          ))}
        </ul>
      </Section>
      <Invite />
      <Invitations />
      <OperatorDialog act={act} own={own} close={() => begin(undefined)} />
    </>
  )
}

type MemberProps = { operator: OperatorRow; isOwn: boolean; begin: (act: OperatorAct) => void }

/** An operator with the acts on them. A chosen role has no effect until the act is confirmed. */
function Member({ operator, isOwn, begin }: MemberProps) {
  const t = useTexts(texts)
  const says = useTexts(actTexts)
  const nameOf = useRoleName()
  const [role, choose] = useState<Role>(operator.role)
  const shown = showUnseen(operator.name)
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
      <span className="min-w-0">
        <PlainText className="wrap-anywhere font-medium">{operator.name}</PlainText>
        {isOwn ? ` ${t.you}` : ''}
        <span className="wrap-anywhere block text-muted text-small">
          {operator.email}, {nameOf(operator.role)}, {t.proofs(operator.passkeys)},{' '}
          {operator.totp ? t.authenticatorOn : t.authenticatorOff}
        </span>
      </span>
      <span className="flex min-w-0 flex-wrap items-center gap-2">
        <RoleSelect
          label={t.roleOf(shown)}
          value={role}
          onChange={(event) => choose(ROLES.find((known) => known === event.target.value) ?? operator.role)}
        />
        <Button
          disabled={role === operator.role}
          onClick={() => begin({ kind: 'changeRole', operator, role })}
        >
          <ActLabel verb={says.changeRole} object={t.of(shown)} />
        </Button>
        <Button onClick={() => begin({ kind: 'endSessions', operator })}>
          <ActLabel verb={t.endSessions} object={t.of(shown)} />
        </Button>
        <Button look="danger" onClick={() => begin({ kind: 'remove', operator })}>
          <ActLabel verb={t.remove} object={shown} />
        </Button>
      </span>
    </li>
  )
}

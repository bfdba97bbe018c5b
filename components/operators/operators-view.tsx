'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { OperatorRow } from '#protocol/dashboard/account.ts'
import { ROLES } from '#protocol/dashboard/roles.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { actDashboard, readDashboard } from '../live/dashboard-api.ts'
import { DashboardError } from '../live/dashboard-error.ts'
import { Button } from '../ui/button.tsx'
import { Command } from '../ui/command.tsx'
import { FailureNotice } from '../ui/failure-notice.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { Section } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useStepUp } from './step-up.tsx'
import { texts } from './texts.ts'

type Operators = { operators: OperatorRow[] }

/** Who may use the dashboard, as what; inviting and removing them. */
export function OperatorsView({ initial, own }: { initial: Operators; own: string }) {
  const t = useTexts(texts)
  const format = useFormat()
  const queries = useQueryClient()
  const withStepUp = useStepUp()
  const [why, setWhy] = useState<string>()
  const [link, setLink] = useState<string>()
  const { data } = useQuery({
    queryKey: ['dashboard', 'listOperators'],
    queryFn: ({ signal }) => readDashboard<Operators>('listOperators', { signal }),
    initialData: initial,
  })

  async function act<Answer>(call: () => Promise<Answer>): Promise<Answer | undefined> {
    setWhy(undefined)
    try {
      const answered = await withStepUp(call)
      await queries.invalidateQueries()
      return answered
    } catch (error) {
      if (!(error instanceof DashboardError)) throw error
      setWhy(error.message)
      return undefined
    }
  }

  async function invite(event: React.FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const body = Object.fromEntries(new FormData(event.currentTarget))
    const invited = await act(() => actDashboard<{ code: string }>('inviteOperator', { body }))
    if (invited !== undefined) setLink(`${location.origin}/invitation#${invited.code}`)
  }

  return (
    <>
      <PageTitle title={t.operators} lead={t.operatorsIs} />
      <FailureNotice title={t.notDone} why={why} />
      <Section title={t.members}>
        <ul className="grid gap-4">
          {data.operators.map((operator) => (
            <li key={operator.id} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
              <span className="min-w-0">
                <bdi className="font-medium">{operator.name}</bdi>
                {operator.id === own ? ` ${t.you}` : ''}
                <span className="block wrap-anywhere text-muted text-small">
                  {operator.email}, {t.proofs(format.number(operator.passkeys))},{' '}
                  {operator.totp ? t.authenticatorOn : t.authenticatorOff}
                </span>
              </span>
              <span className="flex flex-wrap items-center gap-2">
                <RoleSelect
                  label={t.roleOf(operator.name)}
                  value={operator.role}
                  onChange={(role) =>
                    void act(() => actDashboard('changeRole', { path: { id: operator.id }, body: { role } }))
                  }
                />
                <Button
                  onClick={() =>
                    void act(() => actDashboard('endOperatorSessions', { path: { id: operator.id } }))
                  }
                >
                  {t.endSessions}
                  <span className="sr-only"> {t.of(operator.name)}</span>
                </Button>
                <Button
                  look="danger"
                  onClick={() =>
                    void act(() => actDashboard('removeOperator', { path: { id: operator.id } }))
                  }
                >
                  {t.remove}
                  <span className="sr-only"> {operator.name}</span>
                </Button>
              </span>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t.invite} lead={t.inviteIs}>
        <form
          method="post"
          onSubmit={(event) => void invite(event)}
          className="flex flex-wrap items-end gap-2"
        >
          <TextField label={t.email} name="email" type="email" required />
          <div>
            <span className="block font-medium text-small">{t.role}</span>
            <RoleSelect label={t.role} name="role" defaultValue="viewer" />
          </div>
          <Button type="submit">{t.makeLink}</Button>
        </form>
        {link === undefined ? null : (
          <div role="status" className="mt-3">
            <Command text={link} name={t.theInvitation} />
          </div>
        )}
      </Section>
    </>
  )
}

type RoleProps = {
  label: string
  name?: string
  value?: string
  defaultValue?: string
  onChange?: (role: string) => void
}

function RoleSelect({ label, onChange, ...rest }: RoleProps) {
  return (
    <select
      {...rest}
      aria-label={label}
      onChange={onChange === undefined ? undefined : (event) => onChange(event.currentTarget.value)}
      className="min-h-8 rounded-control border border-edge bg-surface px-2 text-small"
    >
      {ROLES.map((role) => (
        <option key={role}>{role}</option>
      ))}
    </select>
  )
}

'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { OperatorSessionRow, OwnAccount } from '#protocol/dashboard/account.ts'
import { actDashboard, DashboardError, readDashboard } from '../live/dashboard-api.ts'
import { Button } from '../ui/button.tsx'
import { formatMoment } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { Section } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { type AuthAnswer, callAuth } from './auth-api.ts'
import { canUsePasskeys, createPasskey } from './passkeys.ts'
import { useStepUp } from './step-up.tsx'

type Passkey = { id: string; name?: string; createdAt?: string }

/** One's own account: how one signs in, and where one is signed in. */
export function SettingsView({ initial }: { initial: OwnAccount }) {
  const { data: account } = useQuery({
    queryKey: ['dashboard', 'readOwnAccount'],
    queryFn: ({ signal }) => readDashboard<OwnAccount>('readOwnAccount', { signal }),
    initialData: initial,
  })
  return (
    <>
      <PageTitle
        title="Settings"
        lead={
          <>
            <bdi>{account.name}</bdi>, {account.email}: {account.role}
          </>
        }
      />
      <Passkeys />
      <Authenticator enabled={account.totp} />
      <Password />
      <Sessions />
    </>
  )
}

/** Runs an act of the sign-in door; asks who it is first where the door wants to know. */
function useAuthAct() {
  const withStepUp = useStepUp()
  const queries = useQueryClient()
  const [why, setWhy] = useState<string>()
  async function act(call: () => Promise<AuthAnswer>): Promise<Record<string, unknown> | undefined> {
    setWhy(undefined)
    try {
      const body = await withStepUp(async () => {
        const answered = await call()
        if (answered.ok) return answered.body
        // The door says why in one sentence; only "confirm" asks for more.
        const { status, why: desc } = answered
        const stepUp = status === 403 && desc.startsWith('Confirm who you are')
        throw new DashboardError({ code: stepUp ? 'stepUp' : String(status), desc, status })
      })
      await queries.invalidateQueries()
      return body
    } catch (error) {
      if (!(error instanceof DashboardError)) throw error
      setWhy(error.message)
      return undefined
    }
  }
  const alert = (
    <div role="alert" className="mt-3 empty:hidden">
      {why === undefined ? null : (
        <Notice tone="danger" title="Not done">
          {why}
        </Notice>
      )}
    </div>
  )
  return { act, alert }
}

function Passkeys() {
  const { act, alert } = useAuthAct()
  const [usable, setUsable] = useState(false)
  useEffect(() => setUsable(canUsePasskeys()), [])
  const { data: passkeys = [] } = useQuery({
    queryKey: ['auth', 'passkeys'],
    queryFn: async () => {
      const answered = await callAuth('/passkey/list-user-passkeys', { method: 'GET' })
      return answered.ok ? (Object.values(answered.body) as Passkey[]) : []
    },
  })
  return (
    <Section
      title="Passkeys"
      lead="The device asks for your finger, face or PIN: nothing to remember, and nothing to be phished."
    >
      <ul className="grid gap-2">
        {passkeys.map(({ id, name, createdAt }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-2">
            <span>
              <bdi>{name ?? 'Passkey'}</bdi>
              {createdAt === undefined ? null : (
                <span className="text-muted text-small"> since {formatMoment(createdAt, 'local')}</span>
              )}
            </span>
            <Button onClick={() => void act(() => callAuth('/passkey/delete-passkey', { body: { id } }))}>
              Remove<span className="sr-only"> {name ?? 'passkey'}</span>
            </Button>
          </li>
        ))}
      </ul>
      {usable ? (
        <form
          method="post"
          className="mt-3 flex flex-wrap items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault()
            const name = String(new FormData(event.currentTarget).get('name'))
            void act(() => createPasskey(name))
          }}
        >
          <TextField label="Name of this device" name="name" defaultValue="This device" required />
          <Button type="submit">Add a passkey</Button>
        </form>
      ) : (
        <p className="text-muted text-small">
          Passkeys need https, or <code className="font-mono">localhost</code> by that name.
        </p>
      )}
      {alert}
    </Section>
  )
}

function Authenticator({ enabled }: { enabled: boolean }) {
  const { act, alert } = useAuthAct()
  const [secret, setSecret] = useState<{ uri: string; backupCodes: string[] }>()
  const path =
    secret !== undefined ? '/two-factor/verify-totp' : enabled ? '/two-factor/disable' : '/two-factor/enable'

  async function submit(event: React.FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const given = Object.fromEntries(new FormData(form)) as Record<string, string>
    const body = await act(() => callAuth(path, { body: given }))
    if (body === undefined) return
    form.reset()
    if (typeof body.totpURI === 'string')
      return setSecret({ uri: body.totpURI, backupCodes: body.backupCodes as string[] })
    setSecret(undefined)
  }

  return (
    <Section
      title="Authenticator (TOTP)"
      lead="A second proof beside your password, from an app on your phone."
    >
      {secret === undefined ? (
        <p>{enabled ? 'It is on: signing in by password asks for its code.' : 'It is off.'}</p>
      ) : (
        <div className="grid gap-2">
          <p>Add this to your authenticator, then type the code it shows:</p>
          <code className="block break-all rounded-control border border-line bg-sunken p-2 font-mono text-small">
            {secret.uri}
          </code>
          <p>Keep these backup codes; each works once, and they are not shown again:</p>
          <code className="block rounded-control border border-line bg-sunken p-2 font-mono text-small">
            {secret.backupCodes.join(' ')}
          </code>
        </div>
      )}
      <form
        method="post"
        onSubmit={(event) => void submit(event)}
        className="mt-3 flex flex-wrap items-end gap-2"
      >
        {secret === undefined ? (
          <TextField
            label="Your password"
            name="password"
            type="password"
            autoComplete="current-password"
            required
          />
        ) : (
          <TextField
            key="code"
            label="Code"
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            required
          />
        )}
        <Button type="submit">{secret !== undefined ? 'Turn on' : enabled ? 'Turn off' : 'Set up'}</Button>
      </form>
      {alert}
    </Section>
  )
}

function Password() {
  const { act, alert } = useAuthAct()
  const [done, setDone] = useState(false)
  async function submit(event: React.FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const given = Object.fromEntries(new FormData(form)) as Record<string, string>
    const body = await act(() =>
      callAuth('/change-password', { body: { ...given, revokeOtherSessions: true } }),
    )
    if (body === undefined) return
    form.reset()
    setDone(true)
  }
  return (
    <Section title="Password" lead="A change ends your other sessions.">
      <form method="post" onSubmit={(event) => void submit(event)} className="flex flex-wrap items-end gap-2">
        <TextField
          label="Present password"
          name="currentPassword"
          type="password"
          autoComplete="current-password"
          required
        />
        <TextField
          label="New password"
          name="newPassword"
          type="password"
          minLength={12}
          autoComplete="new-password"
          required
        />
        <Button type="submit">Change</Button>
        <p role="status">{done ? 'Changed.' : ''}</p>
      </form>
      {alert}
    </Section>
  )
}

function Sessions() {
  const queries = useQueryClient()
  const { data } = useQuery({
    queryKey: ['dashboard', 'listOwnSessions'],
    queryFn: ({ signal }) => readDashboard<{ sessions: OperatorSessionRow[] }>('listOwnSessions', { signal }),
  })
  async function end(id: string) {
    await actDashboard('revokeOwnSession', { path: { id } })
    await queries.invalidateQueries()
  }
  return (
    <Section title="Where you are signed in">
      <ul className="grid gap-3">
        {(data?.sessions ?? []).map(({ id, own, createdAt, address, userAgent }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-2">
            <span className="min-w-0">
              {own ? 'This session' : 'Another session'}, since {formatMoment(createdAt, 'local')}
              <bdi className="block wrap-anywhere text-muted text-small">
                {address} {userAgent}
              </bdi>
            </span>
            {own ? null : <Button onClick={() => void end(id)}>End it</Button>}
          </li>
        ))}
      </ul>
    </Section>
  )
}

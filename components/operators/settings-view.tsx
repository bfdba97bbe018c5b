'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { OperatorSessionRow, OwnAccount } from '#protocol/dashboard/account.ts'
import { useAct } from '../acts/use-act.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { DashboardError } from '../live/dashboard-error.ts'
import { Button } from '../ui/button.tsx'
import { FailureNotice } from '../ui/failure-notice.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { ReadState } from '../ui/read-state.tsx'
import { Section } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { type AuthAnswer, callAuth } from './auth-api.ts'
import { canUsePasskeys, createPasskey } from './passkeys.ts'
import { type Configuration, ServerSettings } from './server-settings.tsx'
import { useStepUp } from './step-up.tsx'
import { texts } from './texts.ts'

type Passkey = { id: string; name?: string; createdAt?: string }

type Props = { initial: OwnAccount; configuration: Configuration }

/** One's own account: how one signs in, and where one is signed in. */
export function SettingsView({ initial, configuration }: Props) {
  const t = useTexts(texts)
  const { data: account } = useQuery({
    queryKey: ['dashboard', 'readOwnAccount'],
    queryFn: ({ signal }) => readDashboard<OwnAccount>('readOwnAccount', { signal }),
    initialData: initial,
  })
  return (
    <>
      <PageTitle
        title={t.settings}
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
      <ServerSettings configuration={configuration} />
    </>
  )
}

/** Runs an act of the sign-in door; asks who it is first where the door wants to know. */
function useAuthAct() {
  const t = useTexts(texts)
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
  const alert = <FailureNotice title={t.notDone} why={why} />
  return { act, alert }
}

function Passkeys() {
  const t = useTexts(texts)
  const format = useFormat()
  const { act, alert } = useAuthAct()
  const [usable, setUsable] = useState(false)
  useEffect(() => setUsable(canUsePasskeys()), [])
  const query = useQuery({
    queryKey: ['auth', 'passkeys'],
    queryFn: async () => {
      const answered = await callAuth('/passkey/list-user-passkeys', { method: 'GET' })
      if (!answered.ok) throw new Error(answered.why)
      return Object.values(answered.body) as Passkey[]
    },
  })
  return (
    <Section title={t.passkeys} lead={t.passkeysIs}>
      <ReadState query={query} />
      <ul className="grid gap-2">
        {(query.data ?? []).map(({ id, name, createdAt }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-2">
            <span>
              <bdi>{name ?? t.passkey}</bdi>
              {createdAt === undefined ? null : (
                <span className="text-muted text-small">
                  {' '}
                  {t.since} {format.moment(createdAt, 'local')}
                </span>
              )}
            </span>
            <Button onClick={() => void act(() => callAuth('/passkey/delete-passkey', { body: { id } }))}>
              {t.remove}
              <span className="sr-only"> {name ?? t.passkey}</span>
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
          <TextField label={t.deviceName} name="name" defaultValue={t.thisDevice} required />
          <Button type="submit">{t.addPasskey}</Button>
        </form>
      ) : (
        <p className="text-muted text-small">{t.passkeysNeed}</p>
      )}
      {alert}
    </Section>
  )
}

function Authenticator({ enabled }: { enabled: boolean }) {
  const t = useTexts(texts)
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
    <Section title={t.authenticator} lead={t.authenticatorIs}>
      {secret === undefined ? (
        <p>{enabled ? t.isOn : t.isOff}</p>
      ) : (
        <div className="grid gap-2">
          <p>{t.addSecret}</p>
          <code className="block break-all rounded-control border border-line bg-sunken p-2 font-mono text-small">
            {secret.uri}
          </code>
          <p>{t.keepCodes}</p>
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
            label={t.yourPassword}
            name="password"
            type="password"
            autoComplete="current-password"
            required
          />
        ) : (
          <TextField
            key="code"
            label={t.codeShort}
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            required
          />
        )}
        <Button type="submit">{secret !== undefined ? t.turnOn : enabled ? t.turnOff : t.setUp}</Button>
      </form>
      {alert}
    </Section>
  )
}

function Password() {
  const t = useTexts(texts)
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
    <Section title={t.password} lead={t.passwordEnds}>
      <form method="post" onSubmit={(event) => void submit(event)} className="flex flex-wrap items-end gap-2">
        <TextField
          label={t.presentPassword}
          name="currentPassword"
          type="password"
          autoComplete="current-password"
          required
        />
        <TextField
          label={t.newPassword}
          name="newPassword"
          type="password"
          minLength={12}
          autoComplete="new-password"
          required
        />
        <Button type="submit">{t.change}</Button>
        <p role="status">{done ? t.changed : ''}</p>
      </form>
      {alert}
    </Section>
  )
}

function Sessions() {
  const t = useTexts(texts)
  const format = useFormat()
  const query = useQuery({
    queryKey: ['dashboard', 'listOwnSessions'],
    queryFn: ({ signal }) => readDashboard<{ sessions: OperatorSessionRow[] }>('listOwnSessions', { signal }),
  })
  const { run, refused } = useAct()
  return (
    <Section title={t.signedInWhere}>
      <ReadState query={query} />
      <ul className="grid gap-3">
        {(query.data?.sessions ?? []).map(({ id, own, createdAt, address, userAgent }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-2">
            <span className="min-w-0">
              {own ? t.thisSession : t.otherSession}, {t.since} {format.moment(createdAt, 'local')}
              <bdi className="block wrap-anywhere text-muted text-small">
                {address} {userAgent}
              </bdi>
            </span>
            {own ? null : (
              <Button onClick={() => void run('revokeOwnSession', { path: { id } })}>{t.endIt}</Button>
            )}
          </li>
        ))}
      </ul>
      <FailureNotice title={t.notDone} why={refused} />
    </Section>
  )
}

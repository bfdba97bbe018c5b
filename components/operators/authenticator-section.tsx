'use client'

import { type FormEvent, useState } from 'react'
import { Confirmation } from '../acts/confirmation.tsx'
import { useShowOnce } from '../acts/shown-once.tsx'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { Command } from '../ui/command.tsx'
import { FailureNotice } from '../ui/failure-notice.tsx'
import { Section } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { showToast } from '../ui/toast.ts'
import { actTexts } from './act-texts.ts'
import { callAuth } from './auth-api.ts'
import { texts } from './texts.ts'
import { useAuthAct } from './use-auth-act.ts'

type Props = { enabled: boolean; email: string }

/** The second factor of one's own account: set up, confirmed by its first code, and turned off. */
export function AuthenticatorSection({ enabled, email }: Props) {
  const t = useTexts(texts)
  const says = useTexts(actTexts)
  const [address, setAddress] = useState<string>()
  const [ending, setEnding] = useState(false)
  return (
    <Section title={t.authenticator} lead={t.authenticatorIs}>
      {address === undefined ? (
        <p>{enabled ? t.isOn : t.isOff}</p>
      ) : (
        <div className="grid gap-2">
          <p>{t.addSecret}</p>
          <Command text={address} name={says.theSecret} />
        </div>
      )}
      <div className="mt-3">
        {address !== undefined ? (
          <FirstCode done={() => setAddress(undefined)} />
        ) : enabled ? (
          <Button onClick={() => setEnding(true)}>{says.turnOffBegin}</Button>
        ) : (
          <SetUp onSecret={setAddress} />
        )}
      </div>
      {ending ? <TurnOff email={email} close={() => setEnding(false)} /> : null}
    </Section>
  )
}

/** Asks for the password, and shows the backup codes once. */
function SetUp({ onSecret }: { onSecret: (address: string) => void }) {
  const t = useTexts(texts)
  const says = useTexts(actTexts)
  const showOnce = useShowOnce()
  const { run, busy, refused } = useAuthAct()

  async function begin(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const given = Object.fromEntries(new FormData(event.currentTarget))
    const body = await run(() => callAuth('/two-factor/enable', { body: given }))
    if (body === undefined) return
    onSecret(String(body.totpURI))
    showOnce({
      title: says.backupCodes,
      description: says.backupCodesHow,
      value: (body.backupCodes as string[]).join(' '),
      name: says.theBackupCodes,
    })
  }

  return (
    <>
      <form method="post" onSubmit={(event) => void begin(event)} className="flex flex-wrap items-end gap-2">
        <PasswordField label={t.yourPassword} />
        <Button type="submit" busy={busy}>
          {t.setUp}
        </Button>
      </form>
      <FailureNotice title={t.notDone} why={refused} />
    </>
  )
}

/** Asks for the authenticator's first code, which proves that it has the secret. The authenticator is on afterwards. */
function FirstCode({ done }: { done: () => void }) {
  const t = useTexts(texts)
  const says = useTexts(actTexts)
  const { run, busy, refused } = useAuthAct()

  async function confirm(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const given = Object.fromEntries(new FormData(event.currentTarget))
    if ((await run(() => callAuth('/two-factor/verify-totp', { body: given }))) === undefined) return
    showToast(says.turnedOn)
    done()
  }

  return (
    <>
      <form
        method="post"
        onSubmit={(event) => void confirm(event)}
        className="flex flex-wrap items-end gap-2"
      >
        <TextField
          label={t.codeShort}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          required
        />
        <Button type="submit" busy={busy}>
          {t.turnOn}
        </Button>
      </form>
      <FailureNotice title={t.notDone} why={refused} />
    </>
  )
}

function TurnOff({ email, close }: { email: string; close: () => void }) {
  const t = useTexts(texts)
  const says = useTexts(actTexts)
  const act = useAuthAct()
  const [password, setPassword] = useState('')

  async function turnOff() {
    const body = { password }
    if ((await act.run(() => callAuth('/two-factor/disable', { body }))) === undefined) return
    showToast(says.turnedOff)
    close()
  }

  return (
    <Confirmation
      name="turnOffAuthenticator"
      title={says.turnOffTitle}
      description={says.turnOffHow}
      objects={[{ label: says.account, value: email }]}
      verb={says.turnOffIt}
      act={act}
      perform={turnOff}
      close={close}
      disabled={password === ''}
    >
      <PasswordField
        label={t.yourPassword}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
    </Confirmation>
  )
}

type FieldProps = {
  label: string
  value?: string
  onChange?: (event: React.ChangeEvent<HTMLInputElement>) => void
}

function PasswordField(props: FieldProps) {
  return <TextField {...props} name="password" type="password" autoComplete="current-password" required />
}

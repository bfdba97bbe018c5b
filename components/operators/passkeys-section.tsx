'use client'

import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { Confirmation } from '../acts/confirmation.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { ActLabel } from '../ui/act-label.tsx'
import { Button } from '../ui/button.tsx'
import { FailureNotice } from '../ui/failure-notice.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { ReadState } from '../ui/read-state.tsx'
import { Section } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { showToast } from '../ui/toast.ts'
import { showUnseen } from '../ui/visible-text.ts'
import { actTexts } from './act-texts.ts'
import { callAuth } from './auth-api.ts'
import { canUsePasskeys, createPasskey } from './passkeys.ts'
import { texts } from './texts.ts'
import { useAuthAct } from './use-auth-act.ts'

type Passkey = { id: string; name?: string; createdAt?: string }

/** The passkeys of one's own account. */
export function PasskeysSection() {
  const t = useTexts(texts)
  const format = useFormat()
  const [removing, remove] = useState<Passkey>()
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
        {(query.data ?? []).map((passkey) => (
          <li key={passkey.id} className="flex flex-wrap items-center justify-between gap-2">
            <span className="wrap-anywhere min-w-0">
              <PlainText>{passkey.name ?? t.passkey}</PlainText>
              {passkey.createdAt === undefined ? null : (
                <span className="text-muted text-small">
                  {' '}
                  {t.since} {format.moment(passkey.createdAt, 'local')}
                </span>
              )}
            </span>
            <Button onClick={() => remove(passkey)}>
              <ActLabel verb={t.remove} object={showUnseen(passkey.name ?? t.passkey)} />
            </Button>
          </li>
        ))}
      </ul>
      <NewPasskey />
      {removing === undefined ? null : <RemovePasskey passkey={removing} close={() => remove(undefined)} />}
    </Section>
  )
}

function NewPasskey() {
  const t = useTexts(texts)
  const { run, busy, refused } = useAuthAct()
  const [usable, setUsable] = useState(false)
  useEffect(() => setUsable(canUsePasskeys()), [])
  if (!usable) return <p className="text-muted text-small">{t.passkeysNeed}</p>

  function add(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget).get('name'))
    run(() => createPasskey(name)).catch(() => undefined)
  }

  return (
    <>
      <form method="post" className="mt-3 flex flex-wrap items-end gap-2" onSubmit={add}>
        <TextField label={t.deviceName} name="name" defaultValue={t.thisDevice} required />
        <Button type="submit" busy={busy}>
          {t.addPasskey}
        </Button>
      </form>
      <FailureNotice title={t.notDone} why={refused} />
    </>
  )
}

function RemovePasskey({ passkey, close }: { passkey: Passkey; close: () => void }) {
  const t = useTexts(texts)
  const says = useTexts(actTexts)
  const act = useAuthAct()
  const name = passkey.name ?? t.passkey
  const shown = showUnseen(name)

  async function remove() {
    const body = { id: passkey.id }
    if ((await act.run(() => callAuth('/passkey/delete-passkey', { body }))) === undefined) return
    showToast(says.passkeyRemoved(shown))
    close()
  }

  return (
    <Confirmation
      name="removePasskey"
      title={says.removePasskeyTitle}
      description={says.removePasskeyHow}
      objects={[{ label: t.passkey, value: name }]}
      verb={says.removePasskeyIt(shown)}
      act={act}
      perform={remove}
      close={close}
    />
  )
}

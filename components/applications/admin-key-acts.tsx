'use client'

import { type FormEvent, useState } from 'react'
import type { AdminKeyRow } from '#protocol/admin-keys.ts'
import { ADMIN_SCOPES } from '#protocol/admin-scopes.ts'
import type { AdminKeyReq, CreatedAdminKey } from '#protocol/dashboard/admin-keys.ts'
import { Confirmation } from '../acts/confirmation.tsx'
import { Refused } from '../acts/refused.tsx'
import { useShowOnce } from '../acts/shown-once.tsx'
import { useAct } from '../acts/use-act.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { CheckBox } from '../ui/check-box.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/text-field.tsx'
import { showToast } from '../ui/toast.ts'
import { showUnseen } from '../ui/visible-text.ts'
import { adminKeyTexts } from './admin-key-texts.ts'

const SECONDS_PER_DAY = 86_400
const DAYS_MAX = 3650

/** An act on an admin key, or the creation of a key. */
export type AdminKeyAct = { kind: 'create' } | { kind: 'revoke'; adminKey: AdminKeyRow }

/** The dialog of the act in progress. */
export function AdminKeyDialog({ act, close }: { act: AdminKeyAct | undefined; close: () => void }) {
  if (act === undefined) return null
  if (act.kind === 'create') return <CreateDialog close={close} />
  return <RevokeDialog adminKey={act.adminKey} close={close} />
}

/** Asks for the name, the scopes and the end of a new key, which is shown once. */
function CreateDialog({ close }: { close: () => void }) {
  const t = useTexts(adminKeyTexts)
  const showOnce = useShowOnce()
  const { run, busy, refused } = useAct()
  const [name, setName] = useState('')
  const [days, setDays] = useState('')
  const [hasNoScope, setHasNoScope] = useState(false)

  async function create(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const chosen = new FormData(event.currentTarget).getAll('scope')
    const scopes = ADMIN_SCOPES.filter((scope) => chosen.includes(scope))
    setHasNoScope(scopes.length === 0)
    if (scopes.length === 0) return
    const ttl = days === '' ? {} : { ttlSeconds: Number(days) * SECONDS_PER_DAY }
    const body: AdminKeyReq = { name: name.trim(), scopes, ...ttl }
    const made = await run<CreatedAdminKey>('createAdminKey', { body })
    if (made === undefined) return
    showOnce({
      title: t.made,
      description: t.madeFor(showUnseen(body.name)),
      value: made.key,
      name: t.theKey,
    })
    close()
  }

  return (
    <Dialog name="createAdminKey" open onClose={close} title={t.makeTitle} description={t.makeHow}>
      <form onSubmit={(event) => void create(event)} className="grid gap-4">
        <TextField
          label={t.name}
          hint={t.nameHint}
          required
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <fieldset>
          <legend className="font-medium">{t.scopes}</legend>
          <p className="text-muted text-small">{t.scopesHint}</p>
          <div className="mt-2 grid grid-cols-2 gap-x-4 gap-y-1">
            {ADMIN_SCOPES.map((scope) => (
              <CheckBox
                key={scope}
                name="scope"
                value={scope}
                label={<code className="wrap-anywhere font-mono text-small">{scope}</code>}
              />
            ))}
          </div>
        </fieldset>
        <TextField
          label={t.days}
          type="number"
          min={1}
          max={DAYS_MAX}
          value={days}
          onChange={(event) => setDays(event.target.value)}
        />
        <Refused sentence={hasNoScope ? t.noScope : refused} />
        <div className="flex justify-end">
          <Button type="submit" look="primary" busy={busy}>
            {t.makeIt}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function RevokeDialog({ adminKey, close }: { adminKey: AdminKeyRow; close: () => void }) {
  const t = useTexts(adminKeyTexts)
  const act = useAct()
  const { id, name, scopes, createdBy } = adminKey
  const shown = showUnseen(name)

  async function revoke() {
    if ((await act.run('revokeAdminKey', { path: { id } })) === undefined) return
    showToast(t.revokedNow(shown))
    close()
  }

  return (
    <Confirmation
      name="revokeAdminKey"
      title={t.revokeTitle}
      description={t.revokeHow}
      objects={[
        { label: t.name, value: name },
        { label: t.id, value: id },
        { label: t.scopes, value: scopes.join(', ') },
        { label: t.by, value: createdBy },
      ]}
      verb={t.revokeIt(shown)}
      act={act}
      perform={revoke}
      close={close}
    />
  )
}

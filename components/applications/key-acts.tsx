'use client'

import { type FormEvent, useState } from 'react'
import type { CreatedApiKey } from '#protocol/dashboard/acts.ts'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { Confirmation } from '../acts/confirmation.tsx'
import { OverlapField, useOverlap } from '../acts/overlap-field.tsx'
import { Refused } from '../acts/refused.tsx'
import { useShowOnce } from '../acts/shown-once.tsx'
import { useAct } from '../acts/use-act.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/text-field.tsx'
import { showToast } from '../ui/toast.ts'
import { KeyLimitFields, NO_KEY_LIMITS, readKeyLimits } from './key-limit-fields.tsx'
import { findHopelessGrant, readGrants } from './read-grants.ts'
import { texts } from './texts.ts'

const SECONDS_PER_DAY = 86_400

/** An act on a key of a Server Application, or the creation of a key. */
export type KeyAct = { kind: 'create' } | { kind: 'rotate' | 'revoke'; id: string; application: string }

/** The buttons in the row of a key. The page owns the dialog: the row may vanish while it is open. */
export function KeyButtons({ begin }: { begin: (kind: 'rotate' | 'revoke') => void }) {
  const t = useTexts(texts)
  return (
    <span className="inline-flex flex-wrap gap-2">
      <Button onClick={() => begin('rotate')}>{t.rotate}</Button>
      <Button look="danger" onClick={() => begin('revoke')}>
        {t.revoke}
      </Button>
    </span>
  )
}

/** The dialog of the act in progress. */
export function KeyDialog({ act, close }: { act: KeyAct | undefined; close: () => void }) {
  if (act === undefined) return null
  if (act.kind === 'create') return <CreateDialog close={close} />
  return act.kind === 'rotate' ? (
    <RotateDialog {...act} close={close} />
  ) : (
    <RevokeDialog {...act} close={close} />
  )
}

function CreateDialog({ close }: { close: () => void }) {
  const t = useTexts(texts)
  const showOnce = useShowOnce()
  const { run, busy, refused } = useAct()
  const [name, setName] = useState('')
  const [grants, setGrants] = useState('')
  const [days, setDays] = useState('')
  const [limits, setLimits] = useState(NO_KEY_LIMITS)
  const [hopeless, setHopeless] = useState<string>()

  async function create(event: FormEvent) {
    event.preventDefault()
    const bad = findHopelessGrant(readGrants(grants))
    setHopeless(bad)
    if (bad !== undefined) return
    const ttl = days === '' ? {} : { ttlSeconds: Number(days) * SECONDS_PER_DAY }
    const body = { name: name.trim(), grants: readGrants(grants), ...readKeyLimits(limits), ...ttl }
    const made = await run<CreatedApiKey>('createApiKey', { body })
    if (made === undefined) return
    showOnce({ title: t.made, description: t.madeFor(body.name), value: made.key, name: t.theKey })
    close()
  }

  return (
    <Dialog name="createKey" open onClose={close} title={t.createTitle} description={t.createHow}>
      <form onSubmit={(event) => void create(event)} className="grid gap-4">
        <TextField
          label={t.application}
          required
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label={t.grantsLabel}
          hint={t.grantsHint}
          required
          autoComplete="off"
          value={grants}
          onChange={(event) => setGrants(event.target.value)}
        />
        <TextField
          label={t.days}
          type="number"
          min={1}
          max={3650}
          value={days}
          onChange={(event) => setDays(event.target.value)}
        />
        <KeyLimitFields typed={limits} change={setLimits} />
        <Refused sentence={hopeless === undefined ? refused : t.hopeless(hopeless)} />
        <div className="flex justify-end">
          <Button type="submit" look="primary" busy={busy}>
            {t.createIt}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

type KeyProps = { id: string; application: string; close: () => void }

function RotateDialog({ id, application, close }: KeyProps) {
  const t = useTexts(texts)
  const showOnce = useShowOnce()
  const act = useAct()
  const overlap = useOverlap()

  async function rotate() {
    const body = { overlapSeconds: overlap.seconds }
    const made = await act.run<CreatedApiKey>('rotateApiKey', { path: { id }, body })
    if (made === undefined) return
    showOnce({ title: t.made, description: t.madeInPlace(application, id), value: made.key, name: t.theKey })
    close()
  }

  return (
    <Confirmation
      name="rotateKey"
      title={t.rotateTitle}
      description={t.rotateHow}
      objects={[
        { label: t.application, value: application },
        { label: t.key, value: id },
      ]}
      verb={t.rotateIt}
      act={act}
      perform={rotate}
      close={close}
    >
      <OverlapField
        overlap={overlap}
        label={t.overlap}
        endsAtOnce={t.endsAtOnce}
        maxSeconds={PAGE_LIMITS.apiKeyOverlapSecondsMax}
      />
    </Confirmation>
  )
}

function RevokeDialog({ id, application, close }: KeyProps) {
  const t = useTexts(texts)
  const act = useAct()

  async function revoke() {
    if ((await act.run('revokeApiKey', { path: { id } })) === undefined) return
    showToast(t.revokedNow(id), 'plain', { href: '/audit', label: t.audit })
    close()
  }

  return (
    <Confirmation
      name="revokeKey"
      title={t.revokeTitle}
      description={t.revokeHow}
      objects={[
        { label: t.application, value: application },
        { label: t.key, value: id },
      ]}
      verb={t.revokeIt(id)}
      act={act}
      perform={revoke}
      close={close}
    />
  )
}

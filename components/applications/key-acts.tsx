'use client'

import { type FormEvent, useState } from 'react'
import type { CreatedApiKey } from '#protocol/dashboard/acts.ts'
import { Refused } from '../acts/refused.tsx'
import { useAct } from '../acts/use-act.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { Command } from '../ui/command.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { say } from '../ui/say.ts'
import { TextField } from '../ui/text-field.tsx'
import { readGrants } from './read-grants.ts'
import { texts } from './texts.ts'

const SECONDS_PER_DAY = 86_400
const SECONDS_PER_HOUR = 3600
const USUAL_OVERLAP_HOURS = '24'

/** Makes an API key, and shows it this once. */
export function CreateKey() {
  const t = useTexts(texts)
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        {t.create}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t.createTitle} description={t.createHow}>
        <CreateForm />
      </Dialog>
    </>
  )
}

function CreateForm() {
  const t = useTexts(texts)
  const { run, busy, refused } = useAct()
  const [name, setName] = useState('')
  const [grants, setGrants] = useState('')
  const [days, setDays] = useState('')
  const [made, setMade] = useState<string>()

  async function create(event: FormEvent) {
    event.preventDefault()
    const ttl = days === '' ? {} : { ttlSeconds: Number(days) * SECONDS_PER_DAY }
    const body = { name: name.trim(), grants: readGrants(grants), ...ttl }
    setMade((await run<CreatedApiKey>('createApiKey', { body }))?.key)
  }

  if (made !== undefined) return <MadeKey text={made} />
  return (
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
      <Refused sentence={refused} />
      <div className="flex justify-end">
        <Button type="submit" look="primary" busy={busy}>
          {t.createIt}
        </Button>
      </div>
    </form>
  )
}

function MadeKey({ text }: { text: string }) {
  const t = useTexts(texts)
  return (
    <div role="status" className="grid gap-2">
      <p className="font-semibold">{t.made}</p>
      <Command text={text} name={t.theKey} />
      <p className="text-muted text-small">{t.madeHow}</p>
    </div>
  )
}

/** Renews a key or ends it. */
export function KeyActs({ id }: { id: string }) {
  const t = useTexts(texts)
  const [shown, setShown] = useState<'rotate' | 'revoke'>()
  const close = () => setShown(undefined)
  return (
    <span className="ml-auto inline-flex gap-2">
      <Button onClick={() => setShown('rotate')}>{t.rotate}</Button>
      <Button look="danger" onClick={() => setShown('revoke')}>
        {t.revoke}
      </Button>
      <Dialog open={shown === 'rotate'} onClose={close} title={t.rotateTitle} description={t.rotateHow}>
        <RotateForm id={id} />
      </Dialog>
      <Dialog open={shown === 'revoke'} onClose={close} title={t.revokeTitle} description={t.revokeHow}>
        <RevokeForm id={id} close={close} />
      </Dialog>
    </span>
  )
}

function RotateForm({ id }: { id: string }) {
  const t = useTexts(texts)
  const { run, busy, refused } = useAct()
  const [hours, setHours] = useState(USUAL_OVERLAP_HOURS)
  const [made, setMade] = useState<string>()

  async function rotate(event: FormEvent) {
    event.preventDefault()
    const body = { overlapSeconds: Math.round(Number(hours) * SECONDS_PER_HOUR) }
    setMade((await run<CreatedApiKey>('rotateApiKey', { path: { id }, body }))?.key)
  }

  if (made !== undefined) return <MadeKey text={made} />
  return (
    <form onSubmit={(event) => void rotate(event)} className="grid gap-4">
      <TextField
        label={t.overlap}
        type="number"
        min={0}
        max={720}
        step="any"
        required
        value={hours}
        onChange={(event) => setHours(event.target.value)}
      />
      <Refused sentence={refused} />
      <div className="flex justify-end">
        <Button type="submit" look="primary" busy={busy}>
          {t.rotateIt}
        </Button>
      </div>
    </form>
  )
}

function RevokeForm({ id, close }: { id: string; close: () => void }) {
  const t = useTexts(texts)
  const { run, busy, refused } = useAct()

  async function revoke() {
    if ((await run('revokeApiKey', { path: { id } })) === undefined) return
    say(t.revokedNow(id), 'plain', { href: '/audit', label: t.audit })
    close()
  }

  return (
    <div className="grid gap-4">
      <Refused sentence={refused} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t.back}</Button>
        <Button look="danger" busy={busy} onClick={() => void revoke()}>
          {t.revokeIt(id)}
        </Button>
      </div>
    </div>
  )
}

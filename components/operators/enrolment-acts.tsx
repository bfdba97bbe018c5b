'use client'

import { type FormEvent, useState } from 'react'
import type { EnrolmentCodeRow } from '#protocol/admin.ts'
import type { CreatedEnrolmentCode, EnrolmentCodeReq } from '#protocol/dashboard/enrolment.ts'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { Confirmation } from '../acts/confirmation.tsx'
import { Refused } from '../acts/refused.tsx'
import { useShowOnce } from '../acts/shown-once.tsx'
import { useAct } from '../acts/use-act.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/text-field.tsx'
import { showToast } from '../ui/toast.ts'
import { showUnseen } from '../ui/visible-text.ts'
import { enrolmentTexts } from './enrolment-texts.ts'

const SECONDS_PER_DAY = 86_400
const TOO_MANY = 429

/** An act on an enrolment code, or the creation of a code. */
export type CodeAct = { kind: 'create' } | { kind: 'revoke'; code: EnrolmentCodeRow }

/** The dialog of the act in progress. */
export function CodeDialog({ act, close }: { act: CodeAct | undefined; close: () => void }) {
  if (act === undefined) return null
  return act.kind === 'create' ? <CreateCode close={close} /> : <RevokeCode code={act.code} close={close} />
}

/** Asks for the name and the limits of a new code, which is shown once. */
function CreateCode({ close }: { close: () => void }) {
  const t = useTexts(enrolmentTexts)
  const format = useFormat()
  const showOnce = useShowOnce()
  const { run, busy, refused, lastStatus } = useAct()
  const [name, setName] = useState('')
  const [uses, setUses] = useState('')
  const [days, setDays] = useState('')

  async function create(event: FormEvent) {
    event.preventDefault()
    const body: EnrolmentCodeReq = {
      name: name.trim(),
      ...(uses === '' ? {} : { uses: Number(uses) }),
      ...(days === '' ? {} : { ttlSeconds: Number(days) * SECONDS_PER_DAY }),
    }
    const made = await run<CreatedEnrolmentCode>('createEnrolmentCode', { body })
    if (made === undefined) return
    const description = t.madeHow(showUnseen(body.name))
    showOnce({ title: t.made, description, value: made.code, name: t.theCode })
    close()
  }

  const isFull = refused !== undefined && lastStatus() === TOO_MANY
  return (
    <Dialog name="createCode" open onClose={close} title={t.makeTitle} description={t.makeHow}>
      <form onSubmit={(event) => void create(event)} className="grid gap-4">
        <TextField
          label={t.label}
          hint={t.labelHint}
          required
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label={t.usesMax}
          type="number"
          min={1}
          max={PAGE_LIMITS.enrolmentCodeUsesMax}
          value={uses}
          onChange={(event) => setUses(event.target.value)}
        />
        <TextField
          label={t.days}
          type="number"
          min={1}
          max={PAGE_LIMITS.enrolmentCodeTtlSecondsMax / SECONDS_PER_DAY}
          value={days}
          onChange={(event) => setDays(event.target.value)}
        />
        <Refused sentence={isFull ? t.tooMany(format.number(PAGE_LIMITS.enrolmentCodes)) : refused} />
        <div className="flex justify-end">
          <Button type="submit" look="primary" busy={busy}>
            {t.makeIt}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function RevokeCode({ code, close }: { code: EnrolmentCodeRow; close: () => void }) {
  const t = useTexts(enrolmentTexts)
  const act = useAct()
  const { id, name, createdBy, uses } = code
  const shown = showUnseen(name)

  async function revoke() {
    if ((await act.run('revokeEnrolmentCode', { path: { id } })) === undefined) return
    showToast(t.revokedNow(shown))
    close()
  }

  return (
    <Confirmation
      name="revokeCode"
      title={t.revokeTitle}
      description={t.revokeHow}
      objects={[
        { label: t.label, value: name },
        { label: t.id, value: id },
        { label: t.by, value: createdBy },
        { label: t.used, value: t.uses(uses) },
      ]}
      verb={t.revokeIt(shown)}
      act={act}
      perform={revoke}
      close={close}
    />
  )
}

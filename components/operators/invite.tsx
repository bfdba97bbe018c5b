'use client'

import { type FormEvent, useRef } from 'react'
import { useShowOnce } from '../acts/shown-once.tsx'
import { useAct } from '../acts/use-act.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { FailureNotice } from '../ui/failure-notice.tsx'
import { Section } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { actTexts } from './act-texts.ts'
import { RoleSelect } from './role-select.tsx'
import { texts } from './texts.ts'

/** Makes an invitation, whose link is shown once. */
export function Invite() {
  const t = useTexts(texts)
  const says = useTexts(actTexts)
  const showOnce = useShowOnce()
  const { run, busy, refused } = useAct()
  const form = useRef<HTMLFormElement>(null)

  async function invite(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const body = Object.fromEntries(new FormData(event.currentTarget))
    const invited = await run<{ code: string }>('inviteOperator', { body })
    if (invited === undefined) return
    form.current?.reset()
    showOnce({
      title: says.invited,
      description: says.invitedHow(String(body.email)),
      value: `${location.origin}/invitation#${invited.code}`,
      name: t.theInvitation,
    })
  }

  return (
    <Section title={t.invite} lead={t.inviteIs}>
      <form
        ref={form}
        method="post"
        onSubmit={(event) => void invite(event)}
        className="flex flex-wrap items-end gap-2"
      >
        <TextField label={t.email} name="email" type="email" required />
        <div>
          <span aria-hidden="true" className="mb-1 block font-medium text-small">
            {t.role}
          </span>
          <RoleSelect label={t.role} name="role" defaultValue="viewer" />
        </div>
        <Button type="submit" busy={busy}>
          {t.makeLink}
        </Button>
      </form>
      <FailureNotice title={t.notDone} why={refused} />
    </Section>
  )
}

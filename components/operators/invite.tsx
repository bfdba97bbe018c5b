'use client'

import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useContext, useRef, useState } from 'react'
import type { InvitationMail, Invitations, Invited } from '#protocol/dashboard/account.ts'
import { useShowOnce } from '../acts/shown-once.tsx'
import { useAct } from '../acts/use-act.ts'
import { useSentences } from '../i18n/server-sentences.ts'
import { useFormat } from '../i18n/use-format.ts'
import { LocaleContext, useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { Button } from '../ui/button.tsx'
import { FailureNotice } from '../ui/failure-notice.tsx'
import { Notice } from '../ui/notice.tsx'
import { Section } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { showToast } from '../ui/toast.ts'
import { actTexts } from './act-texts.ts'
import { RoleSelect } from './role-select.tsx'
import { texts } from './texts.ts'

type Person = { email: string; role: string }
/** An invitation whose mail was not sent. */
type Unsent = { person: Person; mail: InvitationMail; code: string }

/** Makes an invitation. Its link goes out by mail, or is shown once where the server has no mail. */
export function Invite() {
  const t = useTexts(texts)
  const language = useContext(LocaleContext)
  const showLink = useShowLink()
  const { run, busy, refused } = useAct()
  const [unsent, setUnsent] = useState<Unsent>()
  const form = useRef<HTMLFormElement>(null)
  const { data } = useQuery({
    queryKey: ['dashboard', 'listInvitations'],
    queryFn: ({ signal }) => readDashboard<Invitations>('listInvitations', { signal }),
  })

  async function invite(person: Person) {
    const body = { ...person, language }
    const invited = await run<Invited>('inviteOperator', { body })
    if (invited === undefined) return
    setUnsent(undefined)
    form.current?.reset()
    const { code, mail } = invited
    if (code === undefined) return showToast(t.invitationSent(person.email))
    if (mail.state === 'off') return showLink(person, code)
    setUnsent({ person, mail, code })
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const { email, role } = Object.fromEntries(new FormData(event.currentTarget))
    invite({ email: String(email), role: String(role) }).catch(() => undefined)
  }

  const hasMail = data?.hasMail === true
  return (
    <Section title={t.invite} lead={hasMail ? t.inviteByMail : t.inviteIs}>
      <form ref={form} method="post" onSubmit={submit} className="flex flex-wrap items-end gap-2">
        <TextField label={t.email} name="email" type="email" required />
        <div>
          <span aria-hidden="true" className="mb-1 block font-medium text-small">
            {t.role}
          </span>
          <RoleSelect label={t.role} name="role" defaultValue="viewer" />
        </div>
        <Button type="submit" busy={busy}>
          {hasMail ? t.sendInvitation : t.makeLink}
        </Button>
      </form>
      <FailureNotice title={t.notDone} why={refused} />
      <div role="alert" className="mt-3 empty:hidden">
        {unsent === undefined ? null : (
          <UnsentNotice
            {...{ unsent, busy }}
            again={() => void invite(unsent.person)}
            show={() => showLink(unsent.person, unsent.code)}
          />
        )}
      </div>
    </Section>
  )
}

/** Returns a function that shows the link of an invitation. */
function useShowLink(): (person: Person, code: string) => void {
  const t = useTexts(texts)
  const says = useTexts(actTexts)
  const showOnce = useShowOnce()
  return ({ email }, code) =>
    showOnce({
      title: says.invited,
      description: says.invitedHow(email),
      value: `${location.origin}/invitation#${code}`,
      name: t.theInvitation,
    })
}

type UnsentProps = { unsent: Unsent; busy: boolean; again: () => void; show: () => void }

function UnsentNotice({ unsent: { person, mail }, busy, again, show }: UnsentProps) {
  const t = useTexts(texts)
  const format = useFormat()
  const sentenceOf = useSentences()
  return (
    <Notice tone="danger" title={t.mailFailed(person.email)}>
      {mail.state === 'failed' ? <p>{sentenceOf(mail.reason)}</p> : null}
      {mail.state === 'limited' ? <p>{t.mailsLimited(format.duration(mail.retryAfterSeconds))}</p> : null}
      <p>{t.linkValid}</p>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button onClick={again} busy={busy}>
          {t.sendAgain}
        </Button>
        <Button onClick={show}>{t.showLink}</Button>
      </div>
    </Notice>
  )
}

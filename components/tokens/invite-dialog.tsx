'use client'

import { type FormEvent, useState } from 'react'
import { toBase64url } from '#protocol/base64url.ts'
import type { RegistrationPolicy } from '#protocol/dashboard/enrolment.ts'
import { describeInvalid } from '#protocol/invalid.ts'
import { encodeJoinLink, joinSchema } from '#protocol/join-link.ts'
import { LIMITS } from '#protocol/limits.ts'
import { Refused } from '../acts/refused.tsx'
import { useSentences } from '../i18n/server-sentences.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Command } from '../ui/command.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { QrCode } from '../ui/qr-code.tsx'
import { TextField } from '../ui/text-field.tsx'
import { inviteTexts } from './invite-texts.ts'

const SEED_BYTES = 32

type Props = {
  publicUrl: string
  registration: RegistrationPolicy
  /** True: the operator may write to the new group. */
  mayCompose: boolean
  close: () => void
}

/** Makes a join link in the browser. Nothing of it is sent: the dialog calls no operation of the server. */
export function InviteDialog({ close, mayCompose, ...server }: Props) {
  const t = useTexts(inviteTexts)
  const [made, setMade] = useState<MadeLink>()
  return (
    <Dialog
      name="invite"
      open
      onClose={close}
      title={t.title}
      description={made === undefined ? t.lead : t.anyone}
    >
      {made === undefined ? (
        <LinkForm {...server} onLink={setMade} />
      ) : (
        <div className="grid justify-items-center gap-4">
          <QrCode text={made.link} label={t.picture} />
          <div className="w-full min-w-0">
            <Command text={made.link} name={t.link} />
          </div>
          <div className="flex flex-wrap gap-2 justify-self-end">
            <Button onClick={() => setMade(undefined)}>{t.again}</Button>
            <Button onClick={() => window.print()}>{t.print}</Button>
            {mayCompose ? (
              <a
                href={`/compose?application=${encodeURIComponent(made.app)}`}
                className={buttonClass('primary')}
              >
                {t.write}
              </a>
            ) : null}
          </div>
        </div>
      )}
    </Dialog>
  )
}

type MadeLink = { link: string; app: string }

type FormProps = Omit<Props, 'close' | 'mayCompose'> & { onLink: (made: MadeLink) => void }

function LinkForm({ publicUrl, registration, onLink }: FormProps) {
  const t = useTexts(inviteTexts)
  const [seed, setSeed] = useState(makeSeed)
  const translate = useSentences()
  const [wrong, setWrong] = useState<string>()

  function make(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const [app, name, code] = ['app', 'name', 'code'].map((field) => String(given.get(field) ?? '').trim())
    const join = joinSchema.safeParse({ app, seed, name, ...(code === '' ? {} : { code }) })
    if (join.success) onLink({ link: encodeJoinLink(publicUrl, join.data), app: join.data.app })
    else setWrong(translate(describeInvalid(join.error)))
  }

  return (
    <form onSubmit={make} className="grid gap-4" autoComplete="off">
      <TextField label={t.app} name="app" required placeholder="com.example.news" spellCheck={false} />
      <TextField label={t.name} name="name" required hint={t.nameHow} />
      <div className="flex flex-wrap items-start gap-2">
        <TextField
          {...{ label: t.seed, hint: t.seedHow(LIMITS.tokenSeedAdvisedBytes), value: seed }}
          {...{ required: true, spellCheck: false, className: 'min-w-0 flex-1 basis-64' }}
          onChange={(event) => setSeed(event.target.value)}
        />
        <Button className="mt-6" onClick={() => setSeed(makeSeed())}>
          {t.newSeed}
        </Button>
      </div>
      {registration === 'code' ? (
        <TextField label={t.code} name="code" hint={t.codeHow} spellCheck={false} />
      ) : null}
      <Refused sentence={wrong} />
      <div className="flex justify-end">
        <Button type="submit" look="primary">
          {t.make}
        </Button>
      </div>
    </form>
  )
}

function makeSeed(): string {
  return toBase64url(crypto.getRandomValues(new Uint8Array(SEED_BYTES)))
}

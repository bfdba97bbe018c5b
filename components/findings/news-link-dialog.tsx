'use client'

import { type FormEvent, useContext, useState } from 'react'
import type { NewsLink } from '#protocol/dashboard/finding-news.ts'
import { encodeJoinLink } from '#protocol/join-link.ts'
import { Refused } from '../acts/refused.tsx'
import { useAct } from '../acts/use-act.ts'
import { LocaleContext, useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { Command } from '../ui/command.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { QrCode } from '../ui/qr-code.tsx'
import { TextField } from '../ui/text-field.tsx'
import { newsTexts } from './news-texts.ts'

type Props = { needsCode: boolean; close: () => void }

/** Makes the join link by which the operator's devices get their findings. */
export function NewsLinkDialog({ needsCode, close }: Props) {
  const t = useTexts(newsTexts)
  const locale = useContext(LocaleContext)
  const { run, busy, refused } = useAct()
  const [link, setLink] = useState<string>()

  async function make(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const code = String(new FormData(event.currentTarget).get('code') ?? '').trim()
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
    const body = { language: locale === 'de' ? 'de' : 'en', timeZone }
    const made = await run<NewsLink>('makeNewsLink', { body })
    if (made === undefined) return
    const join = { ...made, name: t.group(window.location.host), ...(code !== '' && { code }) }
    // The inbox is where the dashboard is.
    setLink(encodeJoinLink(window.location.origin, join))
  }

  return (
    <Dialog
      name="newsLink"
      open
      onClose={close}
      title={t.linkTitle}
      description={link === undefined ? t.linkHow : t.anyone}
    >
      {link === undefined ? (
        <form onSubmit={(event) => void make(event)} className="grid gap-4" autoComplete="off">
          {needsCode ? <TextField label={t.code} name="code" hint={t.codeHow} spellCheck={false} /> : null}
          <Refused sentence={refused} />
          <div className="flex justify-end">
            <Button type="submit" look="primary" busy={busy}>
              {t.make}
            </Button>
          </div>
        </form>
      ) : (
        <div className="grid justify-items-center gap-4">
          <QrCode text={link} label={t.picture} />
          <div className="w-full min-w-0">
            <Command text={link} name={t.theLink} />
          </div>
        </div>
      )}
    </Dialog>
  )
}

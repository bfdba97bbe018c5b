'use client'

import { type FormEvent, useContext } from 'react'
import type { NewsChoice, OwnNews } from '#protocol/dashboard/finding-news.ts'
import { FINDING_KINDS, type FindingKind } from '#protocol/finding-kinds.ts'
import { Refused } from '../acts/refused.tsx'
import { useAct } from '../acts/use-act.ts'
import { LocaleContext, useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { CheckBox } from '../ui/check-box.tsx'
import { TextField } from '../ui/text-field.tsx'
import { showToast } from '../ui/toast.ts'
import { findingTitles } from './finding-titles.ts'
import { newsTexts } from './news-texts.ts'

/** The kinds of findings that the operator wants, the way, and the quiet hours. */
export function NewsForm({ news }: { news: OwnNews }) {
  const t = useTexts(newsTexts)
  const titles = useTexts(findingTitles)
  const locale = useContext(LocaleContext)
  const { run, busy, refused } = useAct()
  const { kinds = [], mail = false, quiet } = news.choice ?? {}

  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const [from, to] = [String(given.get('from') ?? ''), String(given.get('to') ?? '')]
    const body: NewsChoice = {
      language: locale === 'de' ? 'de' : 'en',
      kinds: FINDING_KINDS.filter((kind) => given.getAll('kind').includes(kind)),
      mail: given.get('mail') !== null,
      ...(from !== '' && to !== '' && { quiet: { from, to } }),
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    }
    if ((await run('chooseNews', { body })) !== undefined) showToast(t.saved)
  }

  const titleOf = (kind: FindingKind) => {
    const title = titles[kind]
    return typeof title === 'string' ? title : title('…')
  }
  return (
    <form onSubmit={(event) => void save(event)} className="grid gap-4">
      <div>
        <CheckBox name="mail" defaultChecked={mail} disabled={!news.hasMail} label={t.mail} />
        {news.hasMail ? null : <p className="text-muted text-small">{t.noMail}</p>}
      </div>
      <div className="flex flex-wrap gap-x-4 gap-y-2">
        <TextField label={t.from} name="from" type="time" defaultValue={quiet?.from ?? ''} />
        <TextField label={t.to} name="to" type="time" defaultValue={quiet?.to ?? ''} />
        <p className="basis-full text-muted text-small">{t.quiet}</p>
      </div>
      <details open={kinds.length > 0}>
        <summary className="cursor-pointer">{t.some}</summary>
        <p className="mt-1 text-muted text-small">{t.someHow}</p>
        <ul className="mt-2 grid gap-1">
          {FINDING_KINDS.map((kind) => (
            <li key={kind}>
              <CheckBox
                name="kind"
                value={kind}
                defaultChecked={kinds.includes(kind)}
                label={titleOf(kind)}
              />
            </li>
          ))}
        </ul>
      </details>
      <Refused sentence={refused} />
      <div>
        <Button type="submit" busy={busy}>
          {t.save}
        </Button>
      </div>
    </form>
  )
}

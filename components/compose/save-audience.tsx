import { type FormEvent, useState } from 'react'
import type { AudienceContent } from '#protocol/dashboard/audiences.ts'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { Refused } from '../acts/refused.tsx'
import { useAct } from '../acts/use-act.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { CheckBox } from '../ui/check-box.tsx'
import { TextField } from '../ui/text-field.tsx'
import { audienceTexts } from './audience-texts.ts'

type NameProps = {
  label: string
  name: string
  setName: (name: string) => void
  shared: boolean
  setShared: (shared: boolean) => void
}

/** The name of an audience, and whether other operators see it. */
export function AudienceName({ label, name, setName, shared, setShared }: NameProps) {
  const t = useTexts(audienceTexts)
  return (
    <>
      <TextField
        label={label}
        required
        autoComplete="off"
        maxLength={PAGE_LIMITS.audienceNameBytes}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <CheckBox label={t.share} checked={shared} onChange={setShared} />
    </>
  )
}

/** Saves the recipients of the draft under a name. An own audience of that name is replaced. */
export function SaveAudience({ content, summary }: { content: AudienceContent; summary: string }) {
  const t = useTexts(audienceTexts)
  const { run, busy, refused } = useAct()
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const [saved, setSaved] = useState<string>()

  async function save(event: FormEvent) {
    event.preventDefault()
    const body = { name: name.trim(), shared, content }
    if ((await run('saveAudience', { body })) === undefined) return
    setSaved(body.name)
    setName('')
  }

  return (
    <form onSubmit={(event) => void save(event)} className="grid gap-3">
      <h3 className="font-semibold">{t.saveTitle}</h3>
      <p className="wrap-anywhere text-muted">{summary}</p>
      <AudienceName label={t.name} {...{ name, setName, shared, setShared }} />
      <Refused sentence={refused} />
      <p role="status" className="empty:hidden">
        {saved === undefined ? null : t.saved(saved)}
      </p>
      <div className="flex justify-end">
        <Button type="submit" look="primary" busy={busy} disabled={name.trim() === ''}>
          {t.save}
        </Button>
      </div>
    </form>
  )
}

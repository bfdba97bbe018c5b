import { type FormEvent, useState } from 'react'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { Refused } from '../acts/refused.tsx'
import { useAct } from '../acts/use-act.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { CheckBox } from '../ui/check-box.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useViews, type ViewedList } from './use-views.ts'
import { viewTexts } from './view-texts.ts'

/** Saves the filters, the order and the look of the list under a name. An own view of that name is replaced. */
export function SaveView({ name: list, list: { params }, look }: ViewedList) {
  const t = useTexts(viewTexts)
  const { data } = useViews(list)
  const { run, busy, refused } = useAct()
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const [isDefault, setDefault] = useState(false)
  const [saved, setSaved] = useState<string>()

  async function save(event: FormEvent) {
    event.preventDefault()
    const { cursor: _, ...kept } = params
    const body = { list, name: name.trim(), shared, isDefault, params: kept, look }
    if ((await run('saveView', { body })) === undefined) return
    setSaved(body.name)
    setName('')
  }

  return (
    <form onSubmit={(event) => void save(event)} className="grid gap-3">
      <h3 className="font-semibold">{t.saveTitle}</h3>
      <TextField
        label={t.name}
        required
        autoComplete="off"
        maxLength={PAGE_LIMITS.viewNameBytes}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <CheckBox label={t.opensWith} checked={isDefault} onChange={setDefault} />
      {data?.mayShare === true ? <CheckBox label={t.share} checked={shared} onChange={setShared} /> : null}
      <Refused sentence={refused} />
      <p role="status" className="empty:hidden">
        {saved === undefined ? null : t.savedNow(saved)}
      </p>
      <div className="flex justify-end">
        <Button type="submit" look="primary" busy={busy} disabled={name.trim() === ''}>
          {t.save}
        </Button>
      </div>
    </form>
  )
}

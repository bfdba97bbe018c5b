import { useState } from 'react'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { SaveForm } from '../acts/save-form.tsx'
import { useAct } from '../acts/use-act.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { CheckBox } from '../ui/check-box.tsx'
import { useViews, type ViewedList } from './use-views.ts'
import { viewTexts } from './view-texts.ts'

/** Saves the filters, the order and the look of the list under a name. An own view of that name is replaced. */
export function SaveView({ name: list, list: { params }, look }: ViewedList) {
  const t = useTexts(viewTexts)
  const { data } = useViews(list)
  const act = useAct()
  const [shared, setShared] = useState(false)
  const [isDefault, setDefault] = useState(false)

  async function save(name: string) {
    const { cursor: _, ...kept } = params
    const body = { list, name, shared, isDefault, params: kept, look }
    return (await act.run('saveView', { body })) !== undefined
  }

  return (
    <SaveForm
      act={act}
      title={t.saveTitle}
      label={t.name}
      maxLength={PAGE_LIMITS.viewNameBytes}
      verb={t.save}
      save={save}
      describeSaved={t.savedNow}
    >
      <CheckBox label={t.opensWith} checked={isDefault} onChange={setDefault} />
      {data?.mayShare === true ? <CheckBox label={t.share} checked={shared} onChange={setShared} /> : null}
    </SaveForm>
  )
}

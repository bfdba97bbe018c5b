import { useState } from 'react'
import type { AudienceContent } from '#protocol/dashboard/audiences.ts'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { SaveForm } from '../acts/save-form.tsx'
import { useAct } from '../acts/use-act.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { CheckBox } from '../ui/check-box.tsx'
import { audienceTexts } from './audience-texts.ts'

/** Saves the recipients of the draft under a name. An own audience of that name is replaced. */
export function SaveAudience({ content, summary }: { content: AudienceContent; summary: string }) {
  const t = useTexts(audienceTexts)
  const act = useAct()
  const [shared, setShared] = useState(false)
  return (
    <SaveForm
      act={act}
      title={t.saveTitle}
      summary={<p className="wrap-anywhere text-muted">{summary}</p>}
      label={t.name}
      maxLength={PAGE_LIMITS.audienceNameBytes}
      verb={t.save}
      save={async (name) =>
        (await act.run('saveAudience', { body: { name, shared, content } })) !== undefined
      }
      describeSaved={t.saved}
    >
      <CheckBox label={t.share} checked={shared} onChange={setShared} />
    </SaveForm>
  )
}

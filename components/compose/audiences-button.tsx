import { useState } from 'react'
import type { SavedAudienceRow } from '#protocol/dashboard/audiences.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { useLate } from '../ui/use-late.ts'
import type { DraftAudience } from './audience.ts'
import { audienceTexts } from './audience-texts.ts'

type Props = { draft: DraftAudience; use: (row: SavedAudienceRow) => void }

/** Opens the saved audiences, in a dialog that is loaded when it opens. */
export function AudiencesButton({ draft, use }: Props) {
  const t = useTexts(audienceTexts)
  const { Late: AudiencesDialog, want } = useLate(() => import('./audiences-dialog.tsx'))
  const [isOpen, setOpen] = useState(false)
  const open = () => {
    want()
    setOpen(true)
  }
  return (
    <>
      <Button aria-haspopup="dialog" onClick={open}>
        {t.open}
      </Button>
      {isOpen && AudiencesDialog !== undefined ? (
        <AudiencesDialog draft={draft} use={use} close={() => setOpen(false)} />
      ) : null}
    </>
  )
}

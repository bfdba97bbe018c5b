import { useTexts } from '../i18n/use-texts.ts'
import { Dialog } from '../ui/dialog.tsx'
import { ColumnRows } from './column-rows.tsx'
import { SaveView } from './save-view.tsx'
import { SavedViews } from './saved-views.tsx'
import type { ViewedList } from './use-views.ts'
import { viewTexts } from './view-texts.ts'

type Props = ViewedList & { close: () => void }

/** The views of a list: those that are saved, the columns, and a form that saves what the list shows. */
// biome-ignore lint/style/noDefaultExport: loaded on demand
export default function ViewsDialog({ close, ...viewed }: Props) {
  const t = useTexts(viewTexts)
  return (
    <Dialog name="views" open onClose={close} title={t.title} description={t.how}>
      <div className="grid gap-5">
        <SaveView {...viewed} />
        <SavedViews {...viewed} close={close} />
        <ColumnRows {...viewed} />
      </div>
    </Dialog>
  )
}

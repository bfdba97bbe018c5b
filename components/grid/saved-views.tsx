import { useState } from 'react'
import type { ViewRow } from '#protocol/dashboard/views.ts'
import { Confirmation } from '../acts/confirmation.tsx'
import { Refused } from '../acts/refused.tsx'
import { useAct } from '../acts/use-act.ts'
import { WhoseSaved } from '../acts/whose-saved.tsx'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { CheckBox } from '../ui/check-box.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { ReadState } from '../ui/read-state.tsx'
import { showToast } from '../ui/toast.ts'
import { useViewing, useViews, type ViewedList } from './use-views.ts'
import { viewTexts } from './view-texts.ts'

/** The saved views of a list, each with a button that uses it. */
export function SavedViews({ close, ...viewed }: ViewedList & { close: () => void }) {
  const t = useTexts(viewTexts)
  const query = useViews(viewed.name)
  const view = useViewing(viewed)
  const use = (row: ViewRow) => {
    view(row)
    close()
  }
  return (
    <section className="grid gap-2">
      <h3 className="font-semibold">{t.saved}</h3>
      <ReadState query={query} />
      {query.data?.views.length === 0 ? <p className="text-muted">{t.none}</p> : null}
      <ul className="divide-y divide-line">
        {query.data?.views.map((row) => (
          <SavedViewLine key={row.id} row={row} use={() => use(row)} />
        ))}
      </ul>
    </section>
  )
}

function SavedViewLine({ row, use }: { row: ViewRow; use: () => void }) {
  const t = useTexts(viewTexts)
  const { run, busy, refused } = useAct()
  const [isRemoving, setRemoving] = useState(false)
  const { id, name, isDefault } = row
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
      <span className="wrap-anywhere min-w-40 flex-1">
        <PlainText className="font-medium">{name}</PlainText>
        <WhoseSaved row={row} />
      </span>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <CheckBox
          className="min-h-6 text-small"
          aria-label={t.opensWithIt(name)}
          label={t.opensWith}
          checked={isDefault}
          disabled={busy}
          onChange={() => void run('chooseDefaultView', { path: { id }, body: { isDefault: !isDefault } })}
        />
        <Button aria-label={t.useIt(name)} onClick={use}>
          {t.use}
        </Button>
        {row.mayRemove ? (
          <Button look="danger" aria-label={t.removeIt(name)} onClick={() => setRemoving(true)}>
            {t.remove}
          </Button>
        ) : null}
      </div>
      <Refused sentence={refused} />
      {isRemoving ? <RemoveDialog row={row} close={() => setRemoving(false)} /> : null}
    </li>
  )
}

function RemoveDialog({ row: { id, name, shared, owner }, close }: { row: ViewRow; close: () => void }) {
  const t = useTexts(viewTexts)
  const act = useAct()

  async function remove() {
    if ((await act.run('removeView', { path: { id } })) === undefined) return
    showToast(t.removed(name))
    close()
  }

  return (
    <Confirmation
      name="removeView"
      title={t.removeTitle}
      description={shared ? t.removeShared : t.removeHow}
      objects={[
        { label: t.name, value: name },
        { label: t.owner, value: owner ?? t.nobody },
      ]}
      verb={t.removeIt(name)}
      act={act}
      perform={remove}
      close={close}
    />
  )
}

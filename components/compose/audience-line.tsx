import { type FormEvent, useState } from 'react'
import type { SavedAudienceRow } from '#protocol/dashboard/audiences.ts'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { Confirmation } from '../acts/confirmation.tsx'
import { Refused } from '../acts/refused.tsx'
import { NameField } from '../acts/save-form.tsx'
import { useAct } from '../acts/use-act.ts'
import { WhoseSaved } from '../acts/whose-saved.tsx'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { CheckBox } from '../ui/check-box.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { showToast } from '../ui/toast.ts'
import { audienceTexts } from './audience-texts.ts'
import { useDescribeAudience } from './use-describe-audience.ts'

/** A saved audience, with buttons that use, rename and remove it. */
export function AudienceLine({ row, use }: { row: SavedAudienceRow; use: () => void }) {
  const t = useTexts(audienceTexts)
  const describe = useDescribeAudience()
  const [open, setOpen] = useState<'rename' | 'remove'>()
  const { name } = row
  return (
    <li className="grid gap-2 py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="wrap-anywhere min-w-40 flex-1">
          <PlainText className="font-medium">{name}</PlainText>
          <span className="block text-small">{describe(row.content)}</span>
          <WhoseSaved row={row} />
        </span>
        <div className="flex flex-wrap gap-2">
          <Button aria-label={t.useIt(name)} onClick={use}>
            {t.use}
          </Button>
          {row.mayChange ? (
            <>
              <Button aria-label={t.renameIt(name)} onClick={() => setOpen('rename')}>
                {t.rename}
              </Button>
              <Button look="danger" aria-label={t.removeIt(name)} onClick={() => setOpen('remove')}>
                {t.remove}
              </Button>
            </>
          ) : null}
        </div>
      </div>
      {open === 'rename' ? <Rename row={row} close={() => setOpen(undefined)} /> : null}
      {open === 'remove' ? <RemoveDialog row={row} close={() => setOpen(undefined)} /> : null}
    </li>
  )
}

type LineProps = { row: SavedAudienceRow; close: () => void }

function Rename({ row, close }: LineProps) {
  const t = useTexts(audienceTexts)
  const { run, busy, refused } = useAct()
  const [name, setName] = useState(row.name)
  const [shared, setShared] = useState(row.shared)

  async function change(event: FormEvent) {
    event.preventDefault()
    const body = { name: name.trim(), shared }
    if ((await run('changeAudience', { path: { id: row.id }, body })) !== undefined) close()
  }

  return (
    <form onSubmit={(event) => void change(event)} className="grid gap-3">
      <NameField label={t.newName} maxLength={PAGE_LIMITS.audienceNameBytes} {...{ name, setName }} />
      <CheckBox label={t.share} checked={shared} onChange={setShared} />
      <Refused sentence={refused} />
      <div className="flex justify-end gap-2">
        <Button onClick={close}>{t.cancel}</Button>
        <Button type="submit" look="primary" busy={busy} disabled={name.trim() === ''}>
          {t.change}
        </Button>
      </div>
    </form>
  )
}

function RemoveDialog({ row, close }: LineProps) {
  const t = useTexts(audienceTexts)
  const describe = useDescribeAudience()
  const act = useAct()
  const { id, name, shared, content } = row

  async function remove() {
    if ((await act.run('removeAudience', { path: { id } })) === undefined) return
    showToast(t.removed(name))
    close()
  }

  return (
    <Confirmation
      name="removeAudience"
      title={t.removeTitle}
      description={shared ? t.removeShared : t.removeHow}
      objects={[
        { label: t.name, value: name },
        { label: t.content, value: describe(content) },
      ]}
      verb={t.removeIt(name)}
      act={act}
      perform={remove}
      close={close}
    />
  )
}

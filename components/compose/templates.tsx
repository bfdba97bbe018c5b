'use client'

import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Templates as TemplateList, TemplateMessage, TemplateRow } from '#protocol/dashboard/compose.ts'
import { Confirmation } from '../acts/confirmation.tsx'
import { Refused } from '../acts/refused.tsx'
import { useAct } from '../acts/use-act.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { Button } from '../ui/button.tsx'
import { Section } from '../ui/section.tsx'
import { showToast } from '../ui/toast.ts'
import { showUnseen } from '../ui/visible-text.ts'
import { Field } from './field.tsx'
import { texts } from './texts.ts'

type Props = {
  use: (message: TemplateMessage) => void
  /** The message of the draft; undefined while it has problems. */
  message: () => TemplateMessage | undefined
}

/** Messages that operators keep for another time, by name. */
export function Templates({ use, message }: Props) {
  const t = useTexts(texts)
  const [chosen, setChosen] = useState('')
  const [removing, setRemoving] = useState<TemplateRow>()
  const { data } = useQuery({
    queryKey: ['dashboard', 'listTemplates'],
    queryFn: ({ signal }) => readDashboard<TemplateList>('listTemplates', { signal }),
  })
  const templates = data?.templates ?? []
  const template = templates.find(({ id }) => id === chosen)

  function choose(id: string) {
    setChosen(id)
    const found = templates.find((one) => one.id === id)
    if (found !== undefined) use(found.message)
  }

  return (
    <Section title={t.templates}>
      <div className="grid grid-cols-1 items-end gap-3 sm:grid-cols-2">
        <Field label={t.useTemplate}>
          {(control) => (
            <select {...control} value={chosen} onChange={(event) => choose(event.target.value)}>
              <option value="">{t.choose}</option>
              {templates.map(({ id, name }) => (
                <option key={id} value={id}>
                  {showUnseen(name)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <div>
          {template === undefined ? null : (
            <Button look="danger" onClick={() => setRemoving(template)}>
              {t.removeTemplate}
            </Button>
          )}
        </div>
        <SaveTemplate key={template?.id} name={template?.name ?? ''} message={message} />
      </div>
      {removing === undefined ? null : (
        <RemoveTemplate template={removing} close={() => setRemoving(undefined)} />
      )}
    </Section>
  )
}

type SaveProps = Pick<Props, 'message'> & { name: string }

function SaveTemplate({ name: before, message }: SaveProps) {
  const t = useTexts(texts)
  const [name, setName] = useState(before)
  const { run, busy, refused } = useAct()

  async function save(event: FormEvent) {
    event.preventDefault()
    const whole = message()
    if (whole === undefined) return
    const saved = await run('saveTemplate', { body: { name: name.trim(), message: whole } })
    if (saved !== undefined) showToast(t.savedTemplate(name.trim()))
  }

  return (
    <form onSubmit={(event) => void save(event)} className="contents">
      <Field label={t.templateName}>
        {(control) => (
          <input
            {...control}
            value={name}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <div>
        <Button type="submit" busy={busy} disabled={name.trim() === ''}>
          {t.saveTemplate}
        </Button>
        <Refused sentence={refused} />
      </div>
    </form>
  )
}

function RemoveTemplate({ template, close }: { template: TemplateRow; close: () => void }) {
  const t = useTexts(texts)
  const act = useAct()
  async function remove() {
    const removed = await act.run('removeTemplate', { path: { id: template.id } })
    if (removed === undefined) return
    showToast(t.removedTemplate(template.name))
    close()
  }
  return (
    <Confirmation
      name="removeTemplate"
      title={t.removeTitle}
      description={t.removeHow}
      objects={[{ label: t.template, value: template.name }]}
      verb={t.removeTemplate}
      act={act}
      perform={remove}
      close={close}
    />
  )
}

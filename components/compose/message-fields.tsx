'use client'

import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { CheckBox } from '../ui/check-box.tsx'
import { Section } from '../ui/section.tsx'
import { ACTIONS_MAX, type Draft, type DraftAction, payloadOf } from './draft.ts'
import { Field } from './field.tsx'
import { JsonField } from './json-field.tsx'
import { texts } from './texts.ts'

export type DraftFields = {
  draft: Draft
  change: (part: Partial<Draft>) => void
  /** The sentence about a field that cannot be sent. */
  problemOf: (
    field: 'title' | 'navigate' | 'action' | 'json' | 'ttl' | 'topic' | 'time' | 'until',
  ) => string | undefined
}

type Props = DraftFields & { maxPayloadBytes: number }

/** The message: fields of a notification for a person, or any JSON. */
export function MessageFields(props: Props) {
  const t = useTexts(texts)
  const { draft, change } = props
  return (
    <Section title={t.message}>
      <fieldset className="mb-3 flex flex-wrap gap-x-4">
        <legend className="sr-only">{t.form}</legend>
        {(['display', 'json'] as const).map((form) => (
          <label key={form} className="flex min-h-8 items-center gap-2 text-small">
            <input
              type="radio"
              className="size-5"
              name="form"
              checked={draft.form === form}
              onChange={() => change(form === 'json' ? { form, json: toJson(draft) } : { form })}
            />
            {t[form]}
          </label>
        ))}
      </fieldset>
      {draft.form === 'json' ? <JsonField {...props} /> : <DisplayFields {...props} />}
    </Section>
  )
}

/** The fields as JSON, unless the operator has written JSON before. */
function toJson(draft: Draft): string {
  if (draft.json.trim() !== '{}' || draft.title === '') return draft.json
  return JSON.stringify(JSON.parse(payloadOf({ ...draft, form: 'display' })), undefined, 2)
}

function DisplayFields({ draft, change, problemOf }: DraftFields) {
  const t = useTexts(texts)
  return (
    <div className="grid grid-cols-1 gap-3">
      <Field label={t.heading} problem={problemOf('title')}>
        {(control) => (
          <input
            {...control}
            value={draft.title}
            autoComplete="off"
            onChange={(event) => change({ title: event.target.value })}
          />
        )}
      </Field>
      <Field label={t.body}>
        {(control) => (
          <textarea
            {...control}
            rows={3}
            value={draft.body}
            onChange={(event) => change({ body: event.target.value })}
          />
        )}
      </Field>
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        <Field label={t.navigate} problem={problemOf('navigate')}>
          {(control) => (
            <input
              {...control}
              type="url"
              value={draft.navigate}
              autoComplete="off"
              onChange={(event) => change({ navigate: event.target.value })}
            />
          )}
        </Field>
        <Field label={t.tag} hint={t.tagHint}>
          {(control) => (
            <input
              {...control}
              value={draft.tag}
              autoComplete="off"
              onChange={(event) => change({ tag: event.target.value })}
            />
          )}
        </Field>
      </div>
      <div className="flex flex-wrap gap-x-5">
        <CheckBox
          className="min-h-8 text-small"
          label={t.silent}
          checked={draft.silent}
          onChange={(silent) => change({ silent })}
        />
        <CheckBox
          className="min-h-8 text-small"
          label={t.stays}
          checked={draft.requireInteraction}
          onChange={(requireInteraction) => change({ requireInteraction })}
        />
      </div>
      <Actions draft={draft} change={change} problem={problemOf('action')} />
    </div>
  )
}

type ActionsProps = Pick<DraftFields, 'draft' | 'change'> & { problem: string | undefined }

function Actions({ draft: { actions }, change, problem }: ActionsProps) {
  const t = useTexts(texts)
  const set = (index: number, part: Partial<DraftAction>) =>
    change({ actions: actions.map((action, place) => (place === index ? { ...action, ...part } : action)) })
  return (
    <>
      {actions.map((action, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: buttons have no name of their own and keep their order
        <div key={index} className="grid items-end gap-2 sm:grid-cols-[1fr_1fr_auto]">
          <Field label={t.actionTitle(index + 1)}>
            {(control) => (
              <input
                {...control}
                value={action.title}
                onChange={(event) => set(index, { title: event.target.value })}
              />
            )}
          </Field>
          <Field label={t.actionAddress(index + 1)}>
            {(control) => (
              <input
                {...control}
                type="url"
                value={action.navigate}
                onChange={(event) => set(index, { navigate: event.target.value })}
              />
            )}
          </Field>
          <Button
            aria-label={t.removeAction(index + 1)}
            onClick={() => change({ actions: actions.filter((_, place) => place !== index) })}
          >
            ×
          </Button>
        </div>
      ))}
      {problem === undefined ? null : <p className="text-danger text-small">{problem}</p>}
      {actions.length >= ACTIONS_MAX ? null : (
        <div>
          <Button onClick={() => change({ actions: [...actions, { title: '', navigate: '' }] })}>
            {t.addAction}
          </Button>
        </div>
      )}
    </>
  )
}

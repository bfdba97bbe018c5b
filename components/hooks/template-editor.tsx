'use client'

import { type FormEvent, useId, useState } from 'react'
import type { HookDetail, HookRequestBody } from '#protocol/dashboard/hooks.ts'
import { Refused } from '../acts/refused.tsx'
import { useAct } from '../acts/use-act.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { Section } from '../ui/section.tsx'
import { showToast } from '../ui/toast.ts'
import { useHydrated } from '../ui/use-hydrated.ts'
import { hookTexts } from './hook-texts.ts'
import { TemplatePreview } from './template-preview.tsx'
import { useRequestBody } from './use-request-body.ts'

const EXAMPLE = `{
  "title": "Backup",
  "message": "It is done"
}`
const FIELD =
  'mt-1 block w-full rounded-control border border-edge bg-surface px-2.5 py-1.5 font-mono text-small'

/** The template of a hook beside a kept request, with a preview of the notification that it would become. */
export function TemplateEditor({ hook }: { hook: HookDetail }) {
  const t = useTexts(hookTexts)
  const { run, busy, refused } = useAct()
  const saved = hook.template ?? ''
  const [template, setTemplate] = useState(saved)
  const example = useExample(hook)
  const isChanged = template !== saved

  async function save(event: FormEvent) {
    event.preventDefault()
    const body = template.trim() === '' ? {} : { template }
    if ((await run('changeHookTemplate', { path: { id: hook.id }, body })) === undefined) return
    if (template.trim() === '') setTemplate('')
    showToast(t.saved)
  }

  return (
    <Section title={t.template} lead={t.templateHow}>
      <form onSubmit={(event) => void save(event)} className="grid gap-4 lg:grid-cols-2">
        <div className="grid min-w-0 content-start gap-4">
          <Area label={t.templateField} rows={12} value={template} onChange={setTemplate} />
          <div className="flex flex-wrap items-center gap-2">
            <Button type="submit" look="primary" busy={busy} disabled={!isChanged}>
              {t.save}
            </Button>
            {isChanged ? (
              <>
                <Button onClick={() => setTemplate(saved)}>{t.discard}</Button>
                <span className="text-muted text-small">{t.unsaved}</span>
              </>
            ) : null}
          </div>
          <Refused sentence={refused} />
        </div>
        <div className="grid min-w-0 content-start gap-4">
          <RequestChoice hook={hook} {...example} />
          {example.cut ? <p className="text-small">{t.requestCut}</p> : null}
          <Area label={t.requestBody} rows={8} value={example.body} onChange={example.write} />
        </div>
        <TemplatePreview
          hookId={hook.id}
          template={template}
          body={example.body}
          contentType={example.contentType}
        />
      </form>
    </Section>
  )
}

type Example = {
  chosen: number | undefined
  choose: (requestId: number | undefined) => void
  body: string
  /** The kept request had more, and nobody has completed it yet. */
  cut: boolean
  contentType: string | undefined
  write: (body: string) => void
}

/**
 * The request of the preview: the newest kept one at first, another one by choice, or a body that somebody typed. On the
 * page of a hook without requests it is the first one that arrives.
 */
function useExample({ id, newest }: HookDetail): Example {
  const [choice, setChoice] = useState<number | 'example' | undefined>(newest[0]?.id)
  const [typed, setTyped] = useState<string>()
  if (choice === undefined && typed === undefined && newest[0] !== undefined) setChoice(newest[0].id)
  const chosen = choice === 'example' ? undefined : choice
  const { data } = useRequestBody(id, chosen)
  const kept: HookRequestBody = chosen === undefined ? { body: EXAMPLE, cut: false } : (data ?? NOTHING)
  return {
    chosen,
    choose: (requestId) => {
      setTyped(undefined)
      setChoice(requestId ?? 'example')
    },
    body: typed ?? kept.body,
    cut: typed === undefined && kept.cut,
    contentType: newest.find((request) => request.id === chosen)?.contentType,
    write: setTyped,
  }
}
const NOTHING: HookRequestBody = { body: '', cut: false }

type ChoiceProps = Pick<Example, 'chosen' | 'choose'> & { hook: HookDetail }

function RequestChoice({ hook: { newest }, chosen, choose }: ChoiceProps) {
  const t = useTexts(hookTexts)
  const format = useFormat()
  const zone = useHydrated() ? 'local' : 'UTC'
  const selectId = useId()
  return (
    <div>
      <label htmlFor={selectId} className="block font-medium text-small">
        {t.request}
      </label>
      <select
        id={selectId}
        value={chosen ?? ''}
        onChange={(event) => choose(event.target.value === '' ? undefined : Number(event.target.value))}
        className="mt-1 min-h-8 w-full rounded-control border border-edge bg-surface px-2"
      >
        {newest.map(({ id, at, outcome }) => (
          <option key={id} value={id}>
            {format.moment(at, zone)} · {t[outcome]}
          </option>
        ))}
        <option value="">{t.ownRequest}</option>
      </select>
    </div>
  )
}

type AreaProps = { label: string; rows: number; value: string; onChange: (text: string) => void }

function Area({ label, rows, value, onChange }: AreaProps) {
  const id = useId()
  return (
    <div>
      <label htmlFor={id} className="block font-medium text-small">
        {label}
      </label>
      <textarea
        id={id}
        rows={rows}
        spellCheck={false}
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={FIELD}
      />
    </div>
  )
}

'use client'

import { type FormEvent, useId, useState } from 'react'
import type { WebhookReq } from '#protocol/dashboard/webhooks.ts'
import { EVENT_TYPES, type EventType } from '#protocol/event-types.ts'
import { Refused } from '../acts/refused.tsx'
import { useShowOnce } from '../acts/shown-once.tsx'
import { useAct } from '../acts/use-act.ts'
import { findHopelessGrant, readGrants } from '../applications/read-grants.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { CheckBox } from '../ui/check-box.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/text-field.tsx'
import { showToast } from '../ui/toast.ts'
import { texts } from './texts.ts'

export type CreatedWebhook = { id: string; secret: string }

/** Asks for the receiver and its applications, and then shows the secret of the new webhook once. */
export function CreateWebhook({ close }: { close: () => void }) {
  const t = useTexts(texts)
  const showOnce = useShowOnce()
  const { run, busy, refused } = useAct()
  const [hopeless, setHopeless] = useState<string>()

  async function create(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const body = bodyOf(new FormData(event.currentTarget))
    const bad = findHopelessGrant(body.applications)
    setHopeless(bad)
    if (bad !== undefined) return
    const made = await run<CreatedWebhook>('createWebhook', { body })
    if (made === undefined) return
    showOnce({
      ...{ title: t.made, description: t.madeFor(body.name), value: made.secret, name: t.theSecret },
      onStored: () =>
        showToast(t.madeNow(body.name), 'plain', { href: `/webhooks/${made.id}`, label: t.open }),
    })
    close()
  }

  return (
    <Dialog name="createWebhook" open onClose={close} title={t.createTitle} description={t.createHow}>
      <form onSubmit={(event) => void create(event)} className="grid gap-4">
        <TextField label={t.name} name="name" hint={t.nameHint} required autoComplete="off" />
        <TextField
          label={t.url}
          name="url"
          hint={t.urlHint}
          type="url"
          required
          autoComplete="off"
          pattern="https?://.+"
        />
        <TextField
          label={t.applications}
          name="applications"
          hint={t.applicationsHint}
          required
          autoComplete="off"
        />
        <TypeChoice />
        <Refused sentence={hopeless === undefined ? refused : t.hopeless(hopeless)} />
        <div className="flex justify-end">
          <Button type="submit" look="primary" busy={busy}>
            {t.createIt}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** The types of events. Without a choice, the webhook gets all. */
function TypeChoice() {
  const t = useTexts(texts)
  const id = useId()
  return (
    <details>
      <summary className="min-h-6 font-medium text-small">{t.someTypes}</summary>
      <fieldset aria-describedby={id} className="mt-2">
        <legend className="sr-only">{t.types}</legend>
        <p id={id} className="text-muted text-small">
          {t.typesHint}
        </p>
        <div className="mt-1 grid gap-x-4 sm:grid-cols-2">
          {EVENT_TYPES.map((type) => (
            <CheckBox
              key={type}
              className="wrap-anywhere min-h-8 font-mono text-small"
              name="types"
              value={type}
              label={type}
            />
          ))}
        </div>
      </fieldset>
    </details>
  )
}

function bodyOf(form: FormData): WebhookReq {
  const chosen = form.getAll('types')
  const types: EventType[] = EVENT_TYPES.filter((type) => chosen.includes(type))
  return {
    ...{ name: String(form.get('name')).trim(), url: String(form.get('url')).trim() },
    applications: readGrants(String(form.get('applications'))),
    ...(types.length > 0 && { types }),
  }
}

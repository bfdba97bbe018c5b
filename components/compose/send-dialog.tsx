'use client'

import { type FormEvent, useEffect, useState } from 'react'
import type { Audience, Composed, FrozenAudience, TemplateMessage } from '#protocol/dashboard/compose.ts'
import { Refused } from '../acts/refused.tsx'
import { useAct } from '../acts/use-act.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { showUnseen } from '../ui/visible-text.ts'
import { texts } from './texts.ts'

/** A message that is ready to be sent. `deliverAt` is ISO. */
export type Ready = {
  audience: Audience
  /** Of a saved audience. */
  name: string | undefined
  message: TemplateMessage
  deliverAt: string | undefined
  requestId: string
}

type Props = { ready: Ready; close: () => void; onSent: (composed: Composed) => void }

const NOT_FOUND = 404

/** Shows the frozen recipients, and sends to exactly these tokens. */
export function SendDialog({ ready, close, onSent }: Props) {
  const t = useTexts(texts)
  const act = useAct()
  const [frozen, setFrozen] = useState<FrozenAudience>()
  const [isAgain, setAgain] = useState(false)

  async function count(again = false) {
    setAgain(again)
    setFrozen(undefined)
    setFrozen(await act.run<FrozenAudience>('freezeAudience', { body: ready.audience }))
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: counts once, when the dialog opens
  useEffect(() => void count(), [])

  async function send(event: FormEvent) {
    event.preventDefault()
    if (frozen === undefined) return count()
    const { message, deliverAt, requestId } = ready
    const { until: _, ...parts } = message
    const body = { ...parts, deliverAt, requestId, selectionId: frozen.selectionId }
    const composed = await act.run<Composed>('sendComposed', { body })
    if (composed !== undefined) return onSent(composed)
    // The server forgets a selection after a while, at a restart, and after the act.
    if (act.lastStatus() === NOT_FOUND) await count(true)
  }

  return (
    <Dialog name="compose" open onClose={close} title={t.sendTitle} description={t.sendHow}>
      <form onSubmit={(event) => void send(event)} className="grid gap-4">
        {frozen === undefined ? (
          act.busy ? (
            <p>{t.counting}</p>
          ) : null
        ) : (
          <Facts frozen={frozen} ready={ready} />
        )}
        {isAgain && frozen !== undefined ? <p>{t.countedAgain}</p> : null}
        <Refused sentence={act.refused} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={close}>{t.back}</Button>
          {frozen === undefined && !act.busy ? (
            <Button onClick={() => void count()}>{t.countAgain}</Button>
          ) : (
            <Button type="submit" look="primary" busy={act.busy}>
              {frozen === undefined
                ? '…'
                : ready.deliverAt === undefined
                  ? t.send(frozen.recipients)
                  : t.schedule(frozen.tokens)}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  )
}

function Facts({ frozen, ready: { name, message, deliverAt } }: { frozen: FrozenAudience; ready: Ready }) {
  const t = useTexts(texts)
  const format = useFormat()
  const rows = [
    ...(name === undefined ? [] : [[t.audience, showUnseen(name)]]),
    [t.tokens, format.number(frozen.tokens)],
    [t.recipients, format.number(frozen.recipients)],
    [t.when, deliverAt === undefined ? t.atOnce : format.moment(deliverAt, 'local')],
    [t.ttl, format.duration(message.ttl)],
    [t.urgency, t[message.urgency]],
    ...(message.topic === undefined ? [] : [[t.topic, message.topic]]),
  ]
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        {rows.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className="wrap-anywhere min-w-0 font-medium">{value}</dd>
          </div>
        ))}
        <dt className="text-muted">{t.among}</dt>
        <dd>
          <ul className="text-small">
            {frozen.sample.map((label) => (
              <li key={label} className="wrap-anywhere">
                <PlainText>{label}</PlainText>
              </li>
            ))}
          </ul>
        </dd>
      </dl>
      {frozen.excluded === 0 ? null : <p>{t.excluded(frozen.excluded)}</p>}
    </>
  )
}

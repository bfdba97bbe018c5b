'use client'

import { fingerprint } from '#protocol/fingerprint.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import type { PhoneState } from './phone.ts'
import { texts } from './texts.ts'

const SHOWN = 4

/** One phone: its name, its token, and the messages that rang on it. */
export function PhoneCard({ phone, onToggle }: { phone: PhoneState; onToggle: () => void }) {
  const t = useTexts(texts)
  const format = useFormat()
  const { id, kind, state, token, received } = phone
  const [last] = received
  return (
    <li data-phone={id} className="flex flex-col gap-2 rounded-[1.25rem] border-2 border-edge bg-surface p-3">
      <div className="flex items-baseline justify-between gap-2">
        <h3 className="font-semibold">{id}</h3>
        <span className="text-muted text-small">{t[kind]}</span>
      </div>
      <p className="text-small">
        <span aria-hidden="true">{state === 'connected' ? '●' : '○'} </span>
        {t[state]}
        <span className="block text-muted">
          {token === undefined ? (
            t.noToken
          ) : (
            <>
              {t.token}{' '}
              <code data-fingerprint="" className="font-mono text-ink">
                {fingerprint(token)}
              </code>
            </>
          )}
        </span>
      </p>
      <div
        key={last?.id}
        className={`min-h-20 flex-1 rounded-panel bg-sunken p-2 text-small ${last === undefined ? '' : 'motion-safe:animate-arrive'}`}
      >
        {received.length === 0 ? <p className="text-muted">{t.nothing}</p> : null}
        <ul className="grid gap-1">
          {received.slice(0, SHOWN).map((notification) => (
            <li key={notification.id} className="rounded-control bg-surface px-2 py-1 wrap-anywhere">
              <PlainText>{notification.text}</PlainText>
            </li>
          ))}
        </ul>
      </div>
      <p data-received={received.length} className="text-muted text-small tabular-nums">
        {t.received(format.number(received.length))}
      </p>
      <Button onClick={onToggle}>
        {state === 'closed' ? t.putOnline : t.takeOffline}
        <span className="sr-only"> {id}</span>
      </Button>
    </li>
  )
}

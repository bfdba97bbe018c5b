'use client'

import type { ReactNode } from 'react'
import type { Display } from '#protocol/display.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { PlainText } from '../ui/plain-text.tsx'
import { showUnseen } from '../ui/visible-text.ts'
import { ACTIONS_MAX } from './draft.ts'
import { texts } from './texts.ts'

type Props = { display: Display | undefined; application: string }

/** The notification about as a phone and a desktop show it. Every word is text: nothing is markup or a link. */
export function Preview({ display, application }: Props) {
  const t = useTexts(texts)
  if (display === undefined) return <p className="text-muted">{t.noPreview}</p>
  const parts = { display, application }
  return (
    <div className="grid grid-cols-1 gap-4">
      <Device name={t.phone}>
        <div className="rounded-[1.25rem] border border-edge bg-surface p-3 shadow-sm">
          <AppLine application={application} />
          <Words {...parts} lines="line-clamp-4" />
          <Buttons display={display} className="mt-2 gap-5 font-medium text-accent" />
        </div>
      </Device>
      <Device name={t.desktop}>
        <div className="rounded-panel border border-edge bg-surface p-3 shadow-sm">
          <AppLine application={application} />
          <Words {...parts} lines="line-clamp-2" />
          <Buttons
            display={display}
            className="mt-3 gap-2 *:rounded-control *:border *:border-edge *:px-3 *:py-1"
          />
        </div>
      </Device>
      <p className="text-muted text-small">{t.previewHow}</p>
    </div>
  )
}

function Device({ name, children }: { name: string; children: ReactNode }) {
  return (
    <figure className="min-w-0 max-w-md">
      <figcaption className="mb-1 text-muted text-small">{name}</figcaption>
      {children}
    </figure>
  )
}

function AppLine({ application }: { application: string }) {
  const t = useTexts(texts)
  return (
    <p className="flex justify-between gap-3 text-muted text-small">
      <PlainText className="truncate">{application}</PlainText>
      <span>{t.now}</span>
    </p>
  )
}

function Words({ display: { title, body, lang, dir = 'auto' }, lines }: { display: Display; lines: string }) {
  const t = useTexts(texts)
  return (
    <div lang={lang} dir={dir} className="mt-1">
      <p className="truncate font-semibold">
        <PlainText>{title === '' ? t.emptyTitle : title}</PlainText>
      </p>
      {body === undefined ? null : (
        <p className={`wrap-anywhere whitespace-pre-wrap ${lines}`}>
          <bdi>{showUnseen(body, { keepLines: true })}</bdi>
        </p>
      )}
    </div>
  )
}

/** Not buttons: they show a place, and do nothing here. */
function Buttons({ display: { actions = [] }, className }: { display: Display; className: string }) {
  if (actions.length === 0) return null
  return (
    <p className={`flex flex-wrap text-small ${className}`}>
      {actions.slice(0, ACTIONS_MAX).map(({ action, title }) => (
        <span key={action} className="truncate">
          <PlainText>{title}</PlainText>
        </span>
      ))}
    </p>
  )
}

'use client'

import { useTexts } from '../i18n/use-texts.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Age, TimeOfDay } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { showUnseen } from '../ui/visible-text.ts'
import type { Message } from './inbox-store.ts'
import type { MessageContent } from './message-content.ts'
import { texts } from './texts.ts'

type Props = {
  message: Message
  /** Shown where the list has messages of several groups. */
  groupName: string | undefined
  now: string
  onRead: () => void
  pin: (isPinned: boolean) => void
}

/** One message as text: its sender chose every word, so nothing is markup and no image is loaded. */
export function MessageCard({ message, groupName, now, onRead, pin }: Props) {
  const t = useTexts(texts)
  const { content, isRead, isPinned = false, sentAt, confirmedAt } = message
  const { title, body, lang, dir = 'auto' } = content
  const isEmpty = title === undefined && body === undefined
  return (
    <li
      data-message={message.id}
      className={`rounded-panel border bg-surface p-4 ${isRead ? 'border-line' : 'border-accent'}`}
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 text-muted text-small">
        <span className="wrap-anywhere min-w-0">
          {groupName === undefined ? null : <PlainText>{groupName}</PlainText>}
          {isRead ? null : <span className="font-semibold text-accent"> ● {t.isNew}</span>}
          {isPinned ? <span> · {t.pinned}</span> : null}
        </span>
        <Age at={new Date(sentAt).toISOString()} now={now} />
      </div>
      <div lang={lang} dir={dir}>
        {title === undefined ? null : (
          <p className="wrap-anywhere mt-1 font-semibold">
            <PlainText>{title}</PlainText>
          </p>
        )}
        {body === undefined ? null : (
          <p className="wrap-anywhere mt-1 whitespace-pre-wrap">
            <bdi>{showUnseen(body, { keepLines: true })}</bdi>
          </p>
        )}
        {isEmpty ? <p className="mt-1 text-muted">{t.noText}</p> : null}
      </div>
      <Links content={content} onRead={onRead} />
      <div className="mt-2 flex flex-wrap items-center justify-between gap-2">
        <p className="text-muted text-small">
          {confirmedAt === undefined ? (
            t.notConfirmed
          ) : (
            <>
              {t.confirmedAt} <TimeOfDay at={new Date(confirmedAt).toISOString()} />
            </>
          )}
        </p>
        <Button onClick={() => pin(!isPinned)}>{isPinned ? t.unpin : t.pin}</Button>
      </div>
    </li>
  )
}

/** The addresses that the sender offers; only `http` and `https` come this far. The host shows where they lead. */
function Links({ content, onRead }: { content: MessageContent; onRead: () => void }) {
  const t = useTexts(texts)
  const { navigate, actions = [] } = content
  const links = [
    ...(navigate === undefined ? [] : [{ key: 'navigate', label: t.openLink, address: navigate }]),
    ...actions.flatMap(({ action, title, navigate: address }) =>
      address === undefined ? [] : [{ key: `action ${action}`, label: title, address }],
    ),
  ]
  if (links.length === 0) return null
  return (
    <ul className="mt-3 flex flex-wrap gap-2">
      {links.map(({ key, label, address }) => (
        <li key={key} className="min-w-0">
          <a
            href={address}
            target="_blank"
            rel="noopener noreferrer"
            onClick={onRead}
            className={`${buttonClass()} wrap-anywhere max-w-full py-1`}
          >
            <PlainText>{label}</PlainText>
            <span className="font-normal text-muted">
              <PlainText>{new URL(address).host}</PlainText>
            </span>
          </a>
        </li>
      ))}
    </ul>
  )
}

'use client'

import { useState } from 'react'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import type { Group, Message } from './inbox-store.ts'
import { MessageCard } from './message-card.tsx'
import { shownMessages } from './shown-messages.ts'
import { texts } from './texts.ts'
import { useNow } from './use-now.ts'

type Props = {
  groups: readonly Group[]
  messages: readonly Message[]
  /** The chosen group; without it, all. */
  token: string | undefined
  markRead: (ids: readonly string[]) => void
  /** Resolves to false if too many messages are pinned already. */
  pin: (id: string, isPinned: boolean) => Promise<boolean>
}

/** The messages of one group or of all, newest first, with a search. */
export function MessageList({ groups, messages, token, markRead, pin }: Props) {
  const t = useTexts(texts)
  const now = useNow()
  const format = useFormat()
  const [search, setSearch] = useState('')
  const [isFull, setFull] = useState(false)
  const shown = shownMessages(messages, { token, search })
  const unread = shown.filter(({ isRead }) => !isRead).map(({ id }) => id)
  const isFiltered = search.trim() !== ''
  const nameOf = (of: string) => groups.find((group) => group.token === of)?.name
  return (
    <section aria-label={t.messages} className="min-w-0">
      <div className="flex flex-wrap items-center gap-2">
        <input
          type="search"
          aria-label={t.search}
          placeholder={t.search}
          value={search}
          onChange={({ target }) => setSearch(target.value)}
          className="min-h-8 min-w-0 flex-1 basis-48 rounded-control border border-edge bg-surface px-2.5"
        />
        <Button disabled={unread.length === 0} onClick={() => markRead(unread)}>
          {t.markAllRead}
        </Button>
      </div>
      {isFull ? (
        <p role="alert" className="mt-3 text-warning">
          {t.pinsFull(format.number(PAGE_LIMITS.inboxMessagesPinned))}
        </p>
      ) : null}
      <ul aria-live="polite" className="mt-3 grid gap-3">
        {shown.map((message) => (
          <MessageCard
            key={message.id}
            message={message}
            groupName={token === undefined ? nameOf(message.token) : undefined}
            now={now}
            onRead={() => markRead([message.id])}
            pin={(isPinned) => void pin(message.id, isPinned).then((isDone) => setFull(!isDone))}
          />
        ))}
      </ul>
      {shown.length > 0 ? null : (
        <EmptyState
          title={isFiltered ? t.noMatch : t.noMessages}
          hint={isFiltered ? t.noMatchHint : t.noMessagesHint}
        />
      )}
    </section>
  )
}

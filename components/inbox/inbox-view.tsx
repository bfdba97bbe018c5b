'use client'

import { useState } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { Mark } from '../ui/mark.tsx'
import { Notice } from '../ui/notice.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { ConnectionLine, ConnectionNotice } from './connection-line.tsx'
import { GroupList } from './group-list.tsx'
import { GroupPanel } from './group-panel.tsx'
import type { InboxSession, InboxState } from './inbox-session.ts'
import { JoinQuestion, PasteLink } from './join-panel.tsx'
import { MessageList } from './message-list.tsx'
import { PushPanel } from './push-panel.tsx'
import { ScanPanel } from './scan/scan-panel.tsx'
import { countUnread } from './shown-messages.ts'
import { texts } from './texts.ts'
import { useInbox } from './use-inbox.ts'
import { type OpenedLink, useJoinLink } from './use-join-link.ts'
import { useUnreadTitle } from './use-unread-title.ts'

/** The inbox: an AOI Client for a person. */
export function InboxView() {
  const t = useTexts(texts)
  const link = useJoinLink()
  const { session, state } = useInbox()
  return (
    <div className="mx-auto grid max-w-5xl gap-4 px-4 py-4 sm:py-6">
      <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h1 className="flex items-center gap-2 font-semibold text-title tracking-tight">
          <Mark />
          {t.inbox}
        </h1>
        {state.phase === 'open' ? <ConnectionLine connection={state.connection} /> : null}
      </header>
      <main className="grid gap-4">
        {state.phase === 'opening' ? <p className="text-muted">{t.opening}</p> : null}
        {state.phase === 'failed' ? (
          <div role="alert">
            <Notice tone="danger" title={t.failed}>
              {t.failedHint} <PlainText>{state.detail}</PlainText>
            </Notice>
          </div>
        ) : null}
        {state.phase === 'open' ? <OpenInbox session={session} state={state} link={link} /> : null}
      </main>
    </div>
  )
}

type OpenProps = {
  session: InboxSession
  state: Extract<InboxState, { phase: 'open' }>
  link: OpenedLink
}

function OpenInbox({ session, state, link }: OpenProps) {
  const t = useTexts(texts)
  const [token, setToken] = useState<string>()
  const { groups, messages, connection, push } = state
  const disabled = connection.name === 'otherTab'
  const group = groups.find((one) => one.token === token)
  const { read } = link
  const paste = (
    <div className="grid gap-4">
      <PasteLink link={link} disabled={disabled} />
      <ScanPanel onLink={read} disabled={disabled} />
    </div>
  )
  useUnreadTitle(countUnread(messages))
  return (
    <>
      <ConnectionNotice connection={connection} />
      <JoinQuestion link={link} join={(join) => session.join(join).then(setToken)} disabled={disabled} />
      {groups.length === 0 ? (
        <EmptyState title={t.noGroups} hint={t.noGroupsHint}>
          {paste}
        </EmptyState>
      ) : (
        <div className="grid gap-4 md:grid-cols-[16rem_minmax(0,1fr)] md:grid-rows-[auto_1fr]">
          <GroupList groups={groups} messages={messages} token={group?.token} choose={setToken} />
          {/* On a phone the messages come before the settings. */}
          <div className="order-last grid content-start gap-4 md:order-none md:row-start-2">
            <details className="rounded-panel border border-line px-3 py-2">
              <summary className="min-h-6 cursor-pointer font-medium text-small">{t.joinAnother}</summary>
              <div className="mt-2">{paste}</div>
            </details>
            <PushPanel
              state={push}
              turnOn={() => session.turnOnPush()}
              turnOff={() => session.turnOffPush()}
            />
          </div>
          <div className="min-w-0 md:col-start-2 md:row-span-2 md:row-start-1">
            {group === undefined ? null : (
              <GroupPanel
                key={group.token}
                group={group}
                mute={(isMuted) => session.mute(group, isMuted)}
                leave={() => session.leave(group)}
                disabled={disabled}
              />
            )}
            <MessageList
              groups={groups}
              messages={messages}
              token={group?.token}
              markRead={(ids) => void session.markRead(ids)}
              pin={(id, isPinned) => session.pin(id, isPinned)}
            />
          </div>
        </div>
      )}
    </>
  )
}

'use client'

import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { PlainText } from '../ui/plain-text.tsx'
import type { Group, Message } from './inbox-store.ts'
import { byApplication, countUnread } from './shown-messages.ts'
import { texts } from './texts.ts'

type Props = {
  groups: readonly Group[]
  messages: readonly Message[]
  /** The chosen group; without it, all. */
  token: string | undefined
  choose: (token: string | undefined) => void
}

/** The groups by application. The chosen one decides which messages are shown. */
export function GroupList({ groups, messages, token, choose }: Props) {
  const t = useTexts(texts)
  return (
    <nav aria-label={t.groups} className="grid content-start gap-3">
      <Choice isChosen={token === undefined} unread={countUnread(messages)} onClick={() => choose(undefined)}>
        {t.all}
      </Choice>
      {byApplication(groups).map(({ applicationName, groups: own }) => (
        <section key={applicationName}>
          <h2 className="wrap-anywhere px-2 font-medium text-muted text-small">
            <PlainText>{applicationName}</PlainText>
          </h2>
          <ul className="mt-1 grid gap-1">
            {own.map((group) => (
              <li key={group.token}>
                <Choice
                  isChosen={group.token === token}
                  unread={countUnread(messages, group.token)}
                  onClick={() => choose(group.token)}
                >
                  <PlainText>{group.name}</PlainText>
                  {group.isMuted ? <span className="text-muted text-small"> ({t.muted})</span> : null}
                </Choice>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  )
}

function Choice(props: {
  isChosen: boolean
  unread: number
  onClick: () => void
  children: React.ReactNode
}) {
  const t = useTexts(texts)
  const format = useFormat()
  const { isChosen, unread, onClick, children } = props
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={onClick}
      className="flex min-h-9 w-full items-center justify-between gap-2 rounded-control border border-transparent px-2 text-start hover:border-edge aria-pressed:border-edge aria-pressed:bg-surface aria-pressed:font-medium"
    >
      <span className="wrap-anywhere min-w-0">{children}</span>
      {unread === 0 ? null : (
        <span className="shrink-0 whitespace-nowrap font-medium text-accent text-small tabular-nums">
          {t.unread(format.number(unread))}
        </span>
      )}
    </button>
  )
}

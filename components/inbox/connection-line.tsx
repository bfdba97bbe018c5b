'use client'

import { useTexts } from '../i18n/use-texts.ts'
import { Notice } from '../ui/notice.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import type { InboxConnection } from './inbox-client.ts'
import { texts } from './texts.ts'

/** Whether messages arrive at once, in the head of the page. */
export function ConnectionLine({ connection }: { connection: InboxConnection }) {
  const t = useTexts(texts)
  const { name } = connection
  const isShort = name === 'connected' || name === 'connecting' || name === 'idle'
  return (
    <p role="status" className="text-muted text-small">
      {isShort ? (
        <>
          <span aria-hidden="true">{name === 'connected' ? '●' : '○'} </span>
          {name === 'connected' ? t.connected : t.connecting}
        </>
      ) : null}
    </p>
  )
}

/** Says why no messages arrive now, and the remedy. */
export function ConnectionNotice({ connection }: { connection: InboxConnection }) {
  const t = useTexts(texts)
  if (connection.name === 'reconnecting') return <p className="text-warning">{t.reconnecting}</p>
  if (connection.name === 'otherTab') return <p className="text-muted">{t.otherTab}</p>
  if (connection.name !== 'closed' || connection.reason === 'closedByApplication') return null
  const { reason, desc } = connection
  return (
    <div role="alert">
      <Notice tone="warning" title={t.closed}>
        {reason === 'notAdmitted' || reason === 'credentialRevoked' ? (
          t[reason]
        ) : (
          <>
            {t.closedOther} <PlainText>{desc}</PlainText>
          </>
        )}
      </Notice>
    </div>
  )
}

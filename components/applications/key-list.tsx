'use client'

import type { ApiKeyRow, ServerApplicationRow } from '#protocol/dashboard/lists/applications.ts'
import { later } from '../grid/later.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { StateMark } from '../ui/cells.tsx'
import { Age } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { type KeyAct, KeyButtons } from './key-acts.tsx'
import { KeyLimits } from './key-limits.tsx'
import { texts } from './texts.ts'

type Props = {
  application: Pick<ServerApplicationRow, 'name' | 'keys'>
  readAt: string
  /** Missing if the role may not manage keys. */
  begin: ((act: KeyAct) => void) | undefined
}

/** The API keys of a Server Application, each with its acts. */
export function KeyList({ application: { name, keys }, readAt, begin }: Props) {
  return (
    <ul className="grid gap-2">
      {keys.map((key) => (
        <KeyLine
          key={key.id}
          apiKey={key}
          readAt={readAt}
          begin={begin && ((kind) => begin({ kind, id: key.id, application: name }))}
        />
      ))}
    </ul>
  )
}

type KeyProps = {
  apiKey: ApiKeyRow
  readAt: string
  begin: ((kind: 'rotate' | 'revoke') => void) | undefined
}

/** One key: its grants, whether it is valid, and when it was last used. */
function KeyLine({ apiKey, readAt, begin }: KeyProps) {
  const t = useTexts(texts)
  const { id, grants, lastUsedAt, expiresAt, revokedAt } = apiKey
  const isOver = expiresAt !== undefined && expiresAt <= readAt
  const state = revokedAt !== undefined ? t.revoked : isOver ? t.expired : t.live
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
      <span className="flex min-w-0 flex-1 basis-72 flex-wrap items-baseline gap-x-4 gap-y-0.5">
        <code className="font-mono">{id}</code>
        <StateMark on={revokedAt === undefined && !isOver} label={state} />
        <span className="text-muted text-small">
          {lastUsedAt === undefined ? (
            t.never
          ) : (
            <>
              {t.lastUsed} <Age at={lastUsedAt} now={later(readAt, lastUsedAt)} />
            </>
          )}
        </span>
        <span className="text-muted text-small">
          {expiresAt === undefined ? (
            t.endless
          ) : (
            <>
              {t.expires} <Age at={expiresAt} now={readAt} />
            </>
          )}
        </span>
        <span className="basis-full text-small">
          <span className="text-muted">{t.grants} </span>
          <PlainText className="wrap-anywhere">{grants.join(', ')}</PlainText>
        </span>
        <KeyLimits limits={apiKey} />
      </span>
      {begin !== undefined && revokedAt === undefined && !isOver ? <KeyButtons begin={begin} /> : null}
    </li>
  )
}

'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AdminKeyRow } from '#protocol/admin-keys.ts'
import type { AdminKeys } from '#protocol/dashboard/admin-keys.ts'
import { later } from '../grid/later.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readTimed } from '../live/dashboard-api.ts'
import { ActLabel } from '../ui/act-label.tsx'
import { Button } from '../ui/button.tsx'
import { StateMark } from '../ui/cells.tsx'
import { Age } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { ReadState } from '../ui/read-state.tsx'
import { Section } from '../ui/section.tsx'
import { showUnseen } from '../ui/visible-text.ts'
import { type AdminKeyAct, AdminKeyDialog } from './admin-key-acts.tsx'
import { adminKeyTexts } from './admin-key-texts.ts'

/** The keys of the admin API. Only admins see them. */
export function AdminKeysSection() {
  const t = useTexts(adminKeyTexts)
  const [act, begin] = useState<AdminKeyAct>()
  const query = useQuery({
    queryKey: ['dashboard', 'listAdminKeys'],
    queryFn: ({ signal }) => readTimed<AdminKeys>('listAdminKeys', { signal }),
  })
  const { answer, readAt = '' } = query.data ?? {}
  return (
    <Section title={t.title} lead={t.lead}>
      <ReadState query={query} />
      {answer?.keys.length === 0 ? <p className="text-muted">{t.none}</p> : null}
      <ul className="grid gap-3">
        {(answer?.keys ?? []).map((key) => (
          <KeyLine
            key={key.id}
            adminKey={key}
            readAt={readAt}
            revoke={() => begin({ kind: 'revoke', adminKey: key })}
          />
        ))}
      </ul>
      {answer?.more === true ? <p className="mt-3 text-muted text-small">{t.more}</p> : null}
      {answer === undefined ? null : (
        <Button className="mt-3" onClick={() => begin({ kind: 'create' })}>
          {t.make}
        </Button>
      )}
      <AdminKeyDialog act={act} close={() => begin(undefined)} />
    </Section>
  )
}

type Line = { adminKey: AdminKeyRow; readAt: string; revoke: () => void }

/** One key: its name, whether it is valid, its scopes, its author, its last use and its end. */
function KeyLine({ adminKey, readAt, revoke }: Line) {
  const t = useTexts(adminKeyTexts)
  const { name, scopes, createdBy, createdAt, expiresAt, revokedAt, lastUsedAt } = adminKey
  const isOver = expiresAt !== undefined && expiresAt <= readAt
  const isLive = revokedAt === undefined && !isOver
  const state = revokedAt !== undefined ? t.revoked : isOver ? t.expired : t.live
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
      <span className="min-w-0">
        <span className="flex flex-wrap items-center gap-x-4">
          <PlainText className="wrap-anywhere font-medium">{name}</PlainText>
          <StateMark on={isLive} label={state} />
        </span>
        <span className="flex flex-wrap gap-x-3">
          {scopes.map((scope) => (
            <code key={scope} className="font-mono text-small">
              {scope}
            </code>
          ))}
        </span>
        <span className="flex flex-wrap gap-x-4 text-muted text-small">
          <span className="wrap-anywhere">
            <PlainText>{t.madeBy(createdBy)}</PlainText> <Age at={createdAt} now={later(readAt, createdAt)} />
          </span>
          <span>
            {lastUsedAt === undefined ? t.never : t.lastUsed}{' '}
            {lastUsedAt === undefined ? null : <Age at={lastUsedAt} now={later(readAt, lastUsedAt)} />}
          </span>
          <span>
            {expiresAt === undefined ? t.endless : isOver ? t.ended : t.expires}{' '}
            {expiresAt === undefined ? null : <Age at={expiresAt} now={readAt} />}
          </span>
        </span>
      </span>
      {isLive ? (
        <Button look="danger" onClick={revoke}>
          <ActLabel verb={t.revoke} object={showUnseen(name)} />
        </Button>
      ) : null}
    </li>
  )
}

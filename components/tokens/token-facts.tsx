'use client'

import type { TokenListRow } from '#protocol/dashboard/lists/tokens.ts'
import { later } from '../grid/later.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Count } from '../ui/count.tsx'
import { Fact, Facts } from '../ui/facts.tsx'
import { Age } from '../ui/moment.tsx'
import { texts } from './texts.ts'

/** The facts of a token, in a row. */
export function TokenFacts({ token, readAt }: { token: TokenListRow; readAt: string }) {
  const t = useTexts(texts)
  const format = useFormat()
  const { kind, members, online, headSeq, behind, vapid, createdAt, lastAcceptedAt } = token
  return (
    <Facts label={t.facts}>
      <Fact name={t.kind}>{t[kind]}</Fact>
      <Fact name={t.online} title={t.memberCount(members, format.number(online))}>
        {format.number(online)} / {format.number(members)}
      </Fact>
      <Fact name={t.head}>{format.number(headSeq)}</Fact>
      <Fact name={t.behind}>
        <Count of={behind} />
      </Fact>
      <Fact name={t.lastAccepted}>
        {lastAcceptedAt === undefined ? (
          t.never
        ) : (
          <Age at={lastAcceptedAt} now={later(readAt, lastAcceptedAt)} />
        )}
      </Fact>
      <Fact name={t.created}>
        <Age at={createdAt} now={later(readAt, createdAt)} />
        <span className="block font-normal text-muted text-small">
          {t.vapid}: {vapid ? t.yes : t.no}
        </span>
      </Fact>
    </Facts>
  )
}

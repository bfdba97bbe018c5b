'use client'

import type { HookDetail } from '#protocol/dashboard/hooks.ts'
import { later } from '../grid/later.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { StateMark, TokenLink } from '../ui/cells.tsx'
import { Fact, Facts } from '../ui/facts.tsx'
import { Age } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { hookTexts } from './hook-texts.ts'
import { texts } from './texts.ts'

/** Where a hook sends, whether it is valid and used, and its settings. */
export function HookFacts({ hook, readAt }: { hook: HookDetail; readAt: string }) {
  const t = useTexts(hookTexts)
  const says = useTexts(texts)
  const format = useFormat()
  const { token, lastUsedAt, revokedAt, previousEndsAt } = hook
  return (
    <div className="mt-5 grid gap-2">
      <Facts label={t.facts}>
        <Fact name={says.state}>
          <StateMark
            on={revokedAt === undefined}
            label={revokedAt === undefined ? says.valid : says.revoked}
          />
        </Fact>
        <Fact name={says.token}>
          {token.id === undefined ? (
            <span className="font-mono">{token.fingerprint}</span>
          ) : (
            <TokenLink id={token.id} fingerprint={token.fingerprint} />
          )}
        </Fact>
        <Fact name={says.lastUsed}>
          {lastUsedAt === undefined ? says.never : <Age at={lastUsedAt} now={later(readAt, lastUsedAt)} />}
        </Fact>
        <Fact name={t.limit}>{t.perMinute(format.number(hook.perMinute))}</Fact>
        <Fact name={t.signature}>{hook.signed ? t.required : t.notChecked}</Fact>
        <Fact name={t.createdBy}>
          <PlainText>{hook.createdBy}</PlainText>
        </Fact>
        <Defaults hook={hook} />
      </Facts>
      {previousEndsAt === undefined ? null : (
        <p className="text-small">{t.previous(format.age(previousEndsAt, readAt))}</p>
      )}
    </div>
  )
}

/** The settings that few hooks have. */
function Defaults({ hook: { alias, ttlSeconds, urgency, tag } }: { hook: HookDetail }) {
  const t = useTexts(hookTexts)
  const format = useFormat()
  const defaults = [
    ...(alias === undefined ? [] : [{ name: t.alias, value: alias }]),
    ...(ttlSeconds === undefined ? [] : [{ name: t.ttl, value: format.duration(ttlSeconds) }]),
    ...(urgency === undefined ? [] : [{ name: t.urgency, value: urgency }]),
    ...(tag === undefined ? [] : [{ name: t.tag, value: tag }]),
  ]
  return defaults.map(({ name, value }) => (
    <Fact key={name} name={name}>
      <PlainText>{value}</PlainText>
    </Fact>
  ))
}

'use client'

import type { EndingRow } from '#protocol/dashboard/endings.ts'
import { defineTexts } from '../i18n/define-texts.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Notice } from './notice.tsx'
import { PlainText } from './plain-text.tsx'
import { useHydrated } from './use-hydrated.ts'

const texts = defineTexts({
  en: {
    deregistered: 'This AOI Client is deregistered',
    revoked: 'This token is revoked',
    byItself: (at: string) => `It deregistered by itself on ${at}, or the audit no longer names the actor.`,
    by: (actor: string, at: string) => `By ${actor}, on ${at}.`,
    reason: 'Reason',
    comesBack: 'The server has removed its members. A holder of the seed can register again.',
  },
  de: {
    deregistered: 'Dieser AOI Client ist abgemeldet',
    revoked: 'Dieses Token ist widerrufen',
    byItself: (at: string) =>
      `Er hat sich am ${at} selbst abgemeldet, oder das Audit nennt den Akteur nicht mehr.`,
    by: (actor: string, at: string) => `Durch ${actor}, am ${at}.`,
    reason: 'Grund',
    comesBack: 'Der Server hat seine Mitglieder entfernt. Mit dem Seed ist eine neue Registrierung möglich.',
  },
})

/** Says when an AOI Client or a token ended, by which operator if any, and why. */
export function EndingNotice({ kind, ending }: { kind: 'deregistered' | 'revoked'; ending: EndingRow }) {
  const t = useTexts(texts)
  const format = useFormat()
  const zone = useHydrated() ? 'local' : 'UTC'
  const { endedAt, actor, reason } = ending
  const at = format.moment(endedAt, zone)
  return (
    <Notice tone="warning" title={t[kind]}>
      <p className="wrap-anywhere">{actor === undefined ? t.byItself(at) : t.by(actor, at)}</p>
      {reason === undefined ? null : (
        <p className="wrap-anywhere">
          {t.reason}: <PlainText>{reason}</PlainText>
        </p>
      )}
      {kind === 'revoked' ? <p>{t.comesBack}</p> : null}
    </Notice>
  )
}

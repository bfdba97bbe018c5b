'use client'

import type { FindingRow } from '#protocol/findings.ts'
import { later } from '../grid/later.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Age } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { texts } from './texts.ts'

const TONES = {
  open: 'text-warning',
  acknowledged: '',
  muted: 'text-muted',
  resolved: 'text-success',
} as const

/** The state of a finding in words, and the operator behind it. */
export function FindingState({ finding, readAt }: { finding: FindingRow; readAt: string }) {
  const t = useTexts(texts)
  const { state, acknowledgedBy, mutedBy, mutedUntil, resolvedAt } = finding
  const by = state === 'muted' ? mutedBy : state === 'acknowledged' ? acknowledgedBy : undefined
  return (
    <>
      <span className={`font-medium ${TONES[state]}`}>{t[state]}</span>
      {by === undefined ? null : (
        <PlainText className="wrap-anywhere block text-muted text-small">{t.by(by)}</PlainText>
      )}
      {mutedUntil === undefined ? null : (
        <span className="block text-muted text-small">
          {t.until} <Age at={mutedUntil} now={readAt} />
        </span>
      )}
      {resolvedAt === undefined ? null : (
        <span className="block text-muted text-small">
          <Age at={resolvedAt} now={later(readAt, resolvedAt)} />
        </span>
      )}
    </>
  )
}

'use client'

import type { ShownKeyLimits } from '#protocol/key-limits.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { PlainText } from '../ui/plain-text.tsx'
import { limitTexts } from './limit-texts.ts'

/** The limits of a key in one line; nothing without limits. */
export function KeyLimits({ limits }: { limits: ShownKeyLimits }) {
  const t = useTexts(limitTexts)
  const { tokenFingerprints, topics, requestsPerMinute, notificationsPerDay } = limits
  const lines = [
    tokenFingerprints && `${t.onlyTokens} ${tokenFingerprints.join(', ')}`,
    topics && `${t.onlyTopics} ${topics.join(', ')}`,
    requestsPerMinute && t.ofMinute(String(requestsPerMinute)),
    notificationsPerDay && t.ofDay(String(notificationsPerDay)),
  ].filter((line) => line !== undefined)
  if (lines.length === 0) return null
  return (
    <span className="basis-full text-muted text-small">
      <PlainText className="wrap-anywhere">{lines.join(' · ')}</PlainText>
    </span>
  )
}

'use client'

import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { TextField } from '../ui/text-field.tsx'
import { limitTexts } from './limit-texts.ts'

/** The limits of a new key as they are typed. */
export type TypedKeyLimits = { tokens: string; topics: string; perMinute: string; perDay: string }
export const NO_KEY_LIMITS: TypedKeyLimits = { tokens: '', topics: '', perMinute: '', perDay: '' }

type Props = { typed: TypedKeyLimits; change: (typed: TypedKeyLimits) => void }

/** Optional fields of the dialog that creates a key, closed at first. */
export function KeyLimitFields({ typed, change }: Props) {
  const t = useTexts(limitTexts)
  const field = (name: keyof TypedKeyLimits) => ({
    autoComplete: 'off',
    value: typed[name],
    onChange: (event: { target: { value: string } }) => change({ ...typed, [name]: event.target.value }),
  })
  const count = { type: 'number', min: 1, step: 1 }
  return (
    <details>
      <summary className="min-h-8 cursor-pointer font-medium text-small">{t.limits}</summary>
      <div className="mt-2 grid gap-4">
        <TextField label={t.tokens} hint={t.tokensHint} {...field('tokens')} />
        <TextField label={t.topics} hint={t.topicsHint} {...field('topics')} />
        <TextField
          label={t.perMinute}
          {...count}
          max={PAGE_LIMITS.apiKeyRequestsPerMinuteMax}
          {...field('perMinute')}
        />
        <TextField
          label={t.perDay}
          {...count}
          max={PAGE_LIMITS.apiKeyNotificationsPerDayMax}
          {...field('perDay')}
        />
      </div>
    </details>
  )
}

/** Returns the elements of the request; empty fields set no limit. */
export function readKeyLimits({ tokens, topics, perMinute, perDay }: TypedKeyLimits): object {
  const words = (typed: string) => typed.split(/[\s,;]+/).filter((word) => word !== '')
  return {
    ...(words(tokens).length > 0 && { tokens: words(tokens) }),
    ...(words(topics).length > 0 && { topics: words(topics) }),
    ...(perMinute !== '' && { requestsPerMinute: Number(perMinute) }),
    ...(perDay !== '' && { notificationsPerDay: Number(perDay) }),
  }
}

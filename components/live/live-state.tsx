'use client'

import { defineTexts } from '../i18n/define-texts.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { TimeOfDay } from '../ui/moment.tsx'
import { feedLastMessageAt } from './feed.ts'
import type { FeedState } from './use-activity.ts'

const texts = defineTexts({
  en: { live: 'Live', asOf: 'As of', paused: 'Paused: not live since', lost: 'Not live since' },
  de: { live: 'Live', asOf: 'Stand', paused: 'Angehalten: nicht live seit', lost: 'Nicht live seit' },
})

const LOOKS = {
  live: { sign: '●', className: 'text-muted' },
  asOf: { sign: '○', className: 'text-muted' },
  paused: { sign: '❚❚', className: 'bg-warning-paper font-medium text-warning' },
  lost: { sign: '○', className: 'bg-danger-paper font-medium text-danger' },
} as const

/** Whether the shown data follows the server. `since` (ISO): until then it did. */
export type Liveness = { state: keyof typeof LOOKS; since: string }

type LiveStatus = {
  feed: FeedState
  paused: boolean
  /** Whether the last read failed. */
  failing: boolean
  /** When the shown data was read, by the server's clock (ISO). */
  readAt: string
}

/** Returns `live` while the feed is connected and the last read succeeded, and `asOf` until the feed first connects. */
export function findLiveness({ feed, paused, failing, readAt }: LiveStatus): Liveness {
  if (paused) return { state: 'paused', since: readAt }
  if (failing) return { state: 'lost', since: readAt }
  if (feed === 'opening') return { state: 'asOf', since: readAt }
  const since = new Date(Math.max(Date.parse(readAt), feedLastMessageAt())).toISOString()
  return { state: feed === 'lost' ? 'lost' : 'live', since }
}

/** Shows whether the data follows the server, and if not, since when. */
export function LiveState({ state, since }: Liveness) {
  const t = useTexts(texts)
  const { sign, className } = LOOKS[state]
  return (
    // As wide as the time of the first moments: a row of buttons would wrap otherwise, and the page would jump.
    <span
      data-live={state}
      className={`inline-flex min-h-8 min-w-40 items-center justify-end gap-1.5 rounded-control px-2 text-small ${className}`}
    >
      <span aria-hidden="true">{sign}</span>
      <span>
        {t[state]}
        {state === 'live' ? null : (
          <>
            {' '}
            <TimeOfDay at={since} />
          </>
        )}
      </span>
    </span>
  )
}

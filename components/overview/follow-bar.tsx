import { LIMITS } from '#protocol/limits.ts'
import { formatNumber } from '../ui/format.ts'
import { TimeOfDay } from '../ui/moment.tsx'
import type { Following, LiveOverview } from './use-live-overview.ts'

const WORDS = { live: 'Live', paused: 'Paused', stale: 'Stale' } as const

/** Says how fresh the page is, and holds it still. */
export function FollowBar({ live, readAt }: { live: LiveOverview; readAt: string }) {
  const { following, paused, togglePause } = live
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-small">
      <p className="text-muted">
        <span className="font-medium text-ink">{WORDS[following.kind]}</span>, last updated{' '}
        <TimeOfDay at={readAt} />
      </p>
      <button
        type="button"
        onClick={togglePause}
        className="min-h-7 rounded-control border border-edge bg-surface px-3 font-medium hover:border-ink"
      >
        {paused ? `Resume${describeUnseen(following)}` : 'Pause'}
      </button>
    </div>
  )
}

function describeUnseen(following: Following): string {
  if (following.kind !== 'paused' || following.unseen === 0) return ''
  const more = following.unseen === LIMITS.overviewNotifications ? '+' : ''
  return ` (${formatNumber(following.unseen)}${more} new)`
}

import { LIMITS } from '#protocol/limits.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { formatNumber } from '../ui/format.ts'
import { TimeOfDay } from '../ui/moment.tsx'
import { type OverviewTexts, texts } from './texts.ts'
import type { Following, LiveOverview } from './use-live-overview.ts'

/** Says how fresh the page is, and holds it still. */
export function FollowBar({ live, readAt }: { live: LiveOverview; readAt: string }) {
  const t = useTexts(texts)
  const { following, paused, togglePause } = live
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-small">
      <p className="text-muted">
        <span className="font-medium text-ink">{t[following.kind]}</span>, {t.lastUpdated}{' '}
        <TimeOfDay at={readAt} />
      </p>
      <Button onClick={togglePause}>{paused ? describeUnseen(following, t) : t.pause}</Button>
    </div>
  )
}

function describeUnseen(following: Following, t: OverviewTexts): string {
  if (following.kind !== 'paused' || following.unseen === 0) return t.resume
  const more = following.unseen === LIMITS.overviewNotifications ? '+' : ''
  return t.resumeNew(`${formatNumber(following.unseen)}${more}`)
}

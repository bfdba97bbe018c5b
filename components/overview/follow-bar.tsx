import { LIMITS } from '#protocol/limits.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import type { Format } from '../ui/format.ts'
import { TimeOfDay } from '../ui/moment.tsx'
import { type OverviewTexts, texts } from './texts.ts'
import type { Following, LiveOverview } from './use-live-overview.ts'

/** Says how fresh the page is, and holds it still. */
export function FollowBar({ live, readAt }: { live: LiveOverview; readAt: string }) {
  const t = useTexts(texts)
  const format = useFormat()
  const { following, paused, togglePause } = live
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-small">
      <p className="text-muted">
        <span className="font-medium text-ink">{t[following.kind]}</span>, {t.lastUpdated}{' '}
        <TimeOfDay at={readAt} />
      </p>
      <Button onClick={togglePause}>{paused ? describeUnseen(following, { t, format }) : t.pause}</Button>
    </div>
  )
}

function describeUnseen(following: Following, { t, format }: { t: OverviewTexts; format: Format }): string {
  if (following.kind !== 'paused' || following.unseen === 0) return t.resume
  const more = following.unseen === LIMITS.overviewNotifications ? '+' : ''
  return t.resumeNew(`${format.number(following.unseen)}${more}`)
}

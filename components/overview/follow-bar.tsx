import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { LiveState } from '../live/live-state.tsx'
import { Button } from '../ui/button.tsx'
import type { Format } from '../ui/format.ts'
import { type OverviewTexts, texts } from './texts.ts'
import type { LiveOverview } from './use-live-overview.ts'

/** Shows whether the page follows the server, with a pause switch. */
export function FollowBar({ live }: { live: LiveOverview }) {
  const t = useTexts(texts)
  const format = useFormat()
  const { liveness, unseen, togglePause } = live
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-small">
      <LiveState {...liveness} />
      <Button onClick={togglePause}>
        {liveness.state === 'paused' ? describeUnseen(unseen, { t, format }) : t.pause}
      </Button>
    </div>
  )
}

function describeUnseen(unseen: number, { t, format }: { t: OverviewTexts; format: Format }): string {
  if (unseen === 0) return t.resume
  const more = unseen === PAGE_LIMITS.overviewNotifications ? '+' : ''
  return t.resumeNew(`${format.number(unseen)}${more}`)
}

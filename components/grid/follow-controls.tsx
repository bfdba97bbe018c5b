'use client'

import { useTexts } from '../i18n/use-texts.ts'
import { LiveState } from '../live/live-state.tsx'
import { Button } from '../ui/button.tsx'
import { texts } from './texts.ts'
import type { ShownRows } from './use-held-rows.ts'
import type { List } from './use-list.ts'
import { WaitingButton } from './waiting-button.tsx'

type Props<Row> = { list: Pick<List<unknown>, 'liveness' | 'pausing'>; shown: ShownRows<Row> }

/** Shows whether the list follows new rows, pauses or resumes it, and counts the waiting rows. */
export function FollowControls<Row>({ list, shown }: Props<Row>) {
  const t = useTexts(texts)
  const { waiting, shownAt, release } = shown
  const { liveness, pausing } = list
  const isPaused = pausing?.paused === true
  const show = () => {
    release()
    if (isPaused) pausing.toggle()
  }
  return (
    <div className="flex flex-wrap items-center gap-2">
      {pausing === undefined ? null : (
        <LiveState {...(isPaused ? { ...liveness, since: shownAt } : liveness)} />
      )}
      <WaitingButton waiting={waiting} show={show} />
      {pausing === undefined || (isPaused && waiting.count > 0) ? null : (
        <Button onClick={pausing.toggle}>{isPaused ? t.resume : t.pause}</Button>
      )}
    </div>
  )
}

'use client'

import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { formatNumber } from '../ui/format.ts'
import type { Waiting } from './tail.ts'
import { texts } from './texts.ts'
import type { LiveTail } from './use-tail.ts'

/** Says whether the list follows what comes, and holds it or lets it go on. */
export function TailSwitch<Row>({ tail }: { tail: LiveTail<Row> }) {
  const t = useTexts(texts)
  const count = tellCount(tail.waiting)
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span
        className={`inline-flex min-h-8 items-center gap-1.5 rounded-control px-2 text-small ${tail.paused ? 'bg-warning-paper font-medium text-warning' : 'text-muted'}`}
      >
        <span aria-hidden="true">{tail.paused ? '❚❚' : '●'}</span>
        {tail.paused ? t.paused : t.live}
        <span role="status">{tail.paused && tail.waiting.count > 0 ? `· ${t.waiting(count)}` : ''}</span>
      </span>
      <Button aria-pressed={tail.paused} onClick={tail.toggle}>
        {tail.paused ? (tail.waiting.count > 0 ? t.showWaiting(count) : t.resume) : t.pause}
      </Button>
    </div>
  )
}

function tellCount({ count, atLeast }: Waiting): string {
  return `${formatNumber(count)}${atLeast ? '+' : ''}`
}

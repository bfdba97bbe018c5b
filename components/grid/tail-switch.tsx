'use client'

import { useEffect, useState } from 'react'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { LiveState } from '../live/live-state.tsx'
import { Button } from '../ui/button.tsx'
import { texts } from './texts.ts'
import type { LiveTail } from './use-tail.ts'

const QUIET_MILLISECONDS = 1500

/** Says whether the list follows what comes, and holds it or lets it go on. */
export function TailSwitch<Row>({ tail, lost }: { tail: LiveTail<Row>; lost: boolean }) {
  const t = useTexts(texts)
  const format = useFormat()
  const count = `${format.number(tail.waiting.count)}${tail.waiting.atLeast ? '+' : ''}`
  const told = useSettled(tail.paused && tail.waiting.count > 0 ? t.waiting(count) : '')
  return (
    <div className="flex flex-wrap items-center gap-2">
      <LiveState paused={tail.paused} lost={lost} />
      <Button onClick={tail.toggle}>
        {tail.paused ? (tail.waiting.count > 0 ? t.showWaiting(count) : t.resume) : t.pause}
      </Button>
      <p role="status" className="sr-only">
        {told}
      </p>
    </div>
  )
}

/** The text once it has stood still for a moment: who listens is not told every step of a count. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), QUIET_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

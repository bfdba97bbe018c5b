'use client'

import { useEffect, useState } from 'react'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import type { WaitingRows } from './held-rows.ts'
import { texts } from './texts.ts'

const QUIET_MILLISECONDS = 1500

/** Shows how many new rows wait, as a button that shows them. */
export function WaitingButton({ waiting, show }: { waiting: WaitingRows; show: () => void }) {
  const t = useTexts(texts)
  const format = useFormat()
  const count = `${format.number(waiting.count)}${waiting.atLeast ? '+' : ''}`
  const announced = useSettled(waiting.count > 0 ? t.waiting(count) : '')
  return (
    <>
      {waiting.count > 0 ? <Button onClick={show}>{t.showWaiting(count)}</Button> : null}
      <p role="status" className="sr-only">
        {announced}
      </p>
    </>
  )
}

/** Returns the text once it has been stable for a moment: a screen reader should not hear every step of a count. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), QUIET_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

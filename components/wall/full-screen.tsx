'use client'

import { useEffect, useEffectEvent } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { texts } from './texts.ts'

type Props = { isFull: boolean; onChange: (isFull: boolean) => void }

/**
 * Shows the wall without the frame of the dashboard, on the whole screen where the browser allows it. The URL keeps it,
 * so that a display can open it by itself.
 */
export function FullScreenButton({ isFull, onChange }: Props) {
  const t = useTexts(texts)
  const leave = useEffectEvent(() => onChange(false))

  useEffect(() => {
    if (!isFull) return
    const ended = new AbortController()
    const { signal } = ended
    const onEnd = () => document.fullscreenElement === null && leave()
    document.addEventListener('fullscreenchange', onEnd, { signal })
    document.addEventListener('keydown', ({ key }) => key === 'Escape' && leave(), { signal })
    return () => ended.abort()
  }, [isFull])

  const toggle = () => {
    onChange(!isFull)
    // A browser may refuse: the page still leaves out the frame.
    if (!isFull) document.documentElement.requestFullscreen?.().catch(() => undefined)
    else if (document.fullscreenElement !== null) document.exitFullscreen().catch(() => undefined)
  }
  return <Button onClick={toggle}>{isFull ? t.leaveFullScreen : t.fullScreen}</Button>
}

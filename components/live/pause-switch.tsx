'use client'

import { defineTexts } from '../i18n/define-texts.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { LiveState } from './live-state.tsx'

const texts = defineTexts({
  en: { pause: 'Pause', resume: 'Resume' },
  de: { pause: 'Anhalten', resume: 'Fortsetzen' },
})

type Props = { paused: boolean; lost: boolean; toggle: () => void }

/** Says whether what is shown follows the server, and holds it still or lets it go on. */
export function PauseSwitch({ paused, lost, toggle }: Props) {
  const t = useTexts(texts)
  return (
    <>
      <LiveState paused={paused} lost={lost} />
      <Button onClick={toggle}>{paused ? t.resume : t.pause}</Button>
    </>
  )
}

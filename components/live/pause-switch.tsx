'use client'

import { defineTexts } from '../i18n/define-texts.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { type Liveness, LiveState } from './live-state.tsx'

const texts = defineTexts({
  en: { pause: 'Pause', resume: 'Resume' },
  de: { pause: 'Anhalten', resume: 'Fortsetzen' },
})

/** Shows whether the data follows the server, with a button to pause and resume. */
export function PauseSwitch({ liveness, toggle }: { liveness: Liveness; toggle: () => void }) {
  const t = useTexts(texts)
  return (
    <>
      <LiveState {...liveness} />
      <Button onClick={toggle}>{liveness.state === 'paused' ? t.resume : t.pause}</Button>
    </>
  )
}

'use client'

import { defineTexts } from '../i18n/define-texts.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'

const texts = defineTexts({
  en: { live: 'Live', paused: 'Paused', pause: 'Pause', resume: 'Resume' },
  de: { live: 'Live', paused: 'Angehalten', pause: 'Anhalten', resume: 'Fortsetzen' },
})

/** Says whether what is shown follows the server, and holds it still or lets it go on. */
export function PauseSwitch({ paused, toggle }: { paused: boolean; toggle: () => void }) {
  const t = useTexts(texts)
  return (
    <>
      <span
        className={`inline-flex min-h-8 items-center gap-1.5 rounded-control px-2 text-small ${paused ? 'bg-warning-paper font-medium text-warning' : 'text-muted'}`}
      >
        <span aria-hidden="true">{paused ? '❚❚' : '●'}</span>
        {paused ? t.paused : t.live}
      </span>
      <Button onClick={toggle}>{paused ? t.resume : t.pause}</Button>
    </>
  )
}

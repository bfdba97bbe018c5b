import { defineTexts } from '../i18n/define-texts.ts'
import { useTexts } from '../i18n/use-texts.ts'

const texts = defineTexts({
  en: { live: 'Live', paused: 'Paused', lost: 'Not live: the server does not answer' },
  de: { live: 'Live', paused: 'Angehalten', lost: 'Nicht live: der Server antwortet nicht' },
})

const LOOKS = {
  live: { sign: '●', className: 'text-muted' },
  paused: { sign: '❚❚', className: 'bg-warning-paper font-medium text-warning' },
  lost: { sign: '○', className: 'bg-danger-paper font-medium text-danger' },
} as const

/** Says whether what is shown follows the server. `lost`: its last answer did not come. */
export function LiveState({ paused, lost }: { paused: boolean; lost: boolean }) {
  const t = useTexts(texts)
  const state = paused ? 'paused' : lost ? 'lost' : 'live'
  const { sign, className } = LOOKS[state]
  return (
    <span className={`inline-flex min-h-8 items-center gap-1.5 rounded-control px-2 text-small ${className}`}>
      <span aria-hidden="true">{sign}</span>
      {t[state]}
    </span>
  )
}

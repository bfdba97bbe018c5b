'use client'

import { useContext } from 'react'
import { CHOSEN_LOCALES } from '../i18n/locale.ts'
import { LocaleContext, useTexts } from '../i18n/use-texts.ts'
import { texts } from '../shell/texts.ts'

/** Each language by its own name. */
const NAMES = { en: 'English', de: 'Deutsch' } as const

/** Buttons of a form, like those of the theme: the page reloads in the chosen language. */
export function LanguageSwitch() {
  const t = useTexts(texts)
  const locale = useContext(LocaleContext)

  function choose(event: React.MouseEvent, to: string) {
    event.preventDefault()
    fetch(`/language?to=${to}`, { method: 'POST', redirect: 'manual' }).then(
      () => location.reload(),
      () => undefined,
    )
  }

  return (
    <form method="post">
      <fieldset className="grid grid-cols-2 rounded-control border border-edge p-0.5">
        <legend className="sr-only">{t.language}</legend>
        {CHOSEN_LOCALES.map((option) => (
          <button
            key={option}
            type="submit"
            lang={option}
            formAction={`/language?to=${option}`}
            aria-pressed={locale === option}
            onClick={(event) => choose(event, option)}
            className="min-h-6 rounded-[0.25rem] px-2 text-muted text-small hover:text-ink aria-pressed:bg-ink aria-pressed:text-paper aria-pressed:forced-color-adjust-none"
          >
            {NAMES[option]}
          </button>
        ))}
      </fieldset>
    </form>
  )
}

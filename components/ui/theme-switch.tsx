'use client'

import { useState } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { texts } from '../shell/texts.ts'
import type { Theme } from './theme.ts'
import { THEMES, themePath } from './theme.ts'

/**
 * Three buttons of a form. Without script, the choice is posted and the page comes back; with script, nothing reloads.
 */
export function ThemeSwitch({ chosen }: { chosen: Theme }) {
  const t = useTexts(texts)
  const [theme, setTheme] = useState(chosen)

  function choose(event: React.MouseEvent, next: Theme) {
    event.preventDefault()
    setTheme(next)
    document.documentElement.dataset.theme = next
    // Stored for the next visit; if that fails, the choice still applies to this one.
    fetch(themePath(next), { method: 'POST', redirect: 'manual' }).catch(() => undefined)
  }

  return (
    <form method="post">
      <fieldset className="grid grid-cols-[repeat(auto-fit,minmax(4.5rem,1fr))] rounded-control border border-edge p-0.5">
        <legend className="sr-only">{t.theme}</legend>
        {THEMES.map((option) => (
          <button
            key={option}
            type="submit"
            formAction={themePath(option)}
            aria-pressed={theme === option}
            onClick={(event) => choose(event, option)}
            className="min-h-6 rounded-[0.25rem] px-2 text-small text-muted hover:text-ink aria-pressed:bg-ink aria-pressed:text-paper aria-pressed:forced-color-adjust-none"
          >
            {t[option]}
          </button>
        ))}
      </fieldset>
    </form>
  )
}

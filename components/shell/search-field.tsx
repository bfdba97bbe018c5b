'use client'

import { useTexts } from '../i18n/use-texts.ts'
import { askForPalette } from './early-keys.ts'
import { texts } from './texts.ts'

/** The search field in the header. It opens the palette, whose field takes over what is typed meanwhile. */
export function SearchField() {
  const t = useTexts(texts)
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K Meta+K"
      onClick={(event) => askForPalette(event.timeStamp)}
      className="flex min-h-8 w-full cursor-text items-center justify-between gap-3 rounded-control border border-edge bg-surface px-2.5 text-muted text-small hover:border-ink"
    >
      {t.search}
      <span aria-hidden="true" className="font-mono max-lg:hidden">
        Ctrl K
      </span>
    </button>
  )
}

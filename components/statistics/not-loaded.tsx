import { useTexts } from '../i18n/use-texts.ts'
import { texts } from '../shell/texts.ts'

/** Stands in the place of charts whose script did not come. Its text is one that every page has. */
export function NotLoaded() {
  return <p className="mt-4 text-muted">{useTexts(texts).away}</p>
}

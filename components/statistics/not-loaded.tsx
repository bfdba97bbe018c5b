import { useTexts } from '../i18n/use-texts.ts'
import { texts } from './texts.ts'

/** Stands in the place of charts whose script did not come. */
export function NotLoaded() {
  return <p className="mt-4 text-muted">{useTexts(texts).notLoaded}</p>
}

import { say } from '../ui/say.ts'

/** Puts `text` on the clipboard and says whether it did. */
export function copyText(text: string, says: { copied: string; copyFailed: string }): void {
  // Outside of https and localhost the browser has no clipboard.
  const clipboard: Clipboard | undefined = navigator.clipboard
  const copied = clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))
  copied.then(
    () => say(says.copied),
    () => say(says.copyFailed, 'danger'),
  )
}

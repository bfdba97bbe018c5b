import { say } from '../ui/say.ts'

/** Puts `text` on the clipboard and says whether it did. */
export function copyText(text: string, says: { copied: string; copyFailed: string }): void {
  navigator.clipboard.writeText(text).then(
    () => say(says.copied),
    () => say(says.copyFailed, 'danger'),
  )
}

import { toast } from 'sonner'

/** Puts `text` on the clipboard and says whether it did. */
export function copyText(text: string, says: { copied: string; copyFailed: string }): void {
  navigator.clipboard.writeText(text).then(
    () => toast.success(says.copied),
    () => toast.error(says.copyFailed),
  )
}

import { showToast } from './toast.ts'

type Sentences = { copied: string; copyFailed: string }

/**
 * Puts `text` on the clipboard; resolves to whether it succeeded. Pages over plain HTTP have no `navigator.clipboard`,
 * so the deprecated `execCommand` is the fallback.
 */
export async function writeClipboard(text: string): Promise<boolean> {
  const clipboard: Clipboard | undefined = navigator.clipboard
  const isWritten = await clipboard?.writeText(text).then(
    () => true,
    () => false,
  )
  return isWritten === true || copyByCommand(text)
}

/** Puts its field inside an open dialog, because a dialog keeps the focus from elements outside of it. */
function copyByCommand(text: string): boolean {
  const before = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  field.tabIndex = -1
  field.setAttribute('aria-hidden', 'true')
  field.className = 'sr-only'
  const holder = before?.closest('[role=dialog]') ?? document.body
  holder.append(field)
  field.select()
  try {
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    field.remove()
    if (before instanceof HTMLElement) before.focus()
  }
}

/** Copies `text`, and shows the result in the corner of the page. */
export function copyText(text: string, says: Sentences): void {
  writeClipboard(text)
    .then((isCopied) => (isCopied ? showToast(says.copied) : showToast(says.copyFailed, 'danger')))
    .catch(() => undefined)
}

/** Selects the text of `element`, so that Ctrl C or a long press copies it. */
export function selectText(element: Element): void {
  const range = document.createRange()
  range.selectNodeContents(element)
  const selection = window.getSelection()
  selection?.removeAllRanges()
  selection?.addRange(range)
}

/** Copies the text of `element`. If the browser refuses, it selects the text and says so. */
export async function copyElement(
  element: Element,
  input: { text: string; copyFailed: string },
): Promise<boolean> {
  const isCopied = await writeClipboard(input.text)
  if (isCopied) return true
  selectText(element)
  showToast(input.copyFailed, 'danger')
  return false
}

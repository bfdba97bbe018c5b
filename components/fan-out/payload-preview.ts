import type { NotificationPayload } from '#protocol/dashboard/lists/notifications.ts'

/** Characters of a payload that a page shows; the download has the whole payload. A multiple of four, for base64url. */
const SHOWN_CHARACTERS = 65_536

/** The part of a payload that a page shows. */
export type PayloadPreview = {
  /** `json`: as it was sent. `text`: a Web Push body that is UTF-8. `base64url`: any other body. */
  kind: 'json' | 'text' | 'base64url'
  shown: string
  /** The payload is longer than the shown part. */
  cut: boolean
  /** When an operator erased it; ISO. */
  erasedAt?: string
  /** Set for a Web Push body. */
  body?: { bytes: number; contentEncoding: string }
}

export function previewPayload(sent: NotificationPayload): PayloadPreview {
  if (sent.encoding === 'erased') return { kind: 'text', shown: '', cut: false, erasedAt: sent.erasedAt }
  const cut = sent.payload.length > SHOWN_CHARACTERS
  const shown = sent.payload.slice(0, SHOWN_CHARACTERS)
  if (sent.encoding === 'json') return { kind: 'json', shown, cut }
  const { bytes, contentEncoding } = sent
  const text = contentEncoding === 'identity' ? decodeText(shown) : undefined
  const body = { bytes, contentEncoding }
  return text === undefined
    ? { kind: 'base64url', shown, cut, body }
    : { kind: isJson(text) && !cut ? 'json' : 'text', shown: text, cut, body }
}

/** Decodes base64url. */
export function decodeBytes(base64url: string): Uint8Array<ArrayBuffer> {
  const base64 = base64url.replaceAll('-', '+').replaceAll('_', '/')
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: bytes with controls are not readable text
const NO_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/

/** Returns the text at the beginning of the bytes if they are UTF-8; `undefined` for other bytes. */
function decodeText(base64url: string): string | undefined {
  try {
    // Streaming mode leaves out a character that the cut divides.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(decodeBytes(base64url), { stream: true })
    return NO_TEXT.test(text) ? undefined : text
  } catch {
    return undefined
  }
}

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

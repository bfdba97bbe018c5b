const utf8 = new TextDecoder('utf-8', { fatal: true })
const latin1 = new TextDecoder('latin1')

/** RFC 2047: `=?charset?encoding?text?=`, with the spaces to a next one, which do not belong to the text. */
const ENCODED_WORD = /=\?([\w-]{1,32})\?([bq])\?([^?\s]*)\?=(?:[ \t]+(?==\?[\w-]{1,32}\?[bq]\?[^?\s]*\?=))?/gi

/**
 * Returns the text of a header. HTTP libraries read headers as Latin-1; most senders write UTF-8, or encoded words
 * (RFC 2047).
 */
export function decodeHeader(value: string): string {
  return decodeRawUtf8(value).replace(ENCODED_WORD, decodeWord)
}

function decodeRawUtf8(value: string): string {
  if (!/[\u0080-\u00ff]/.test(value) || /[^\x20-\xff\t]/.test(value)) return value
  return tryDecode(Buffer.from(value, 'latin1')) ?? value
}

function decodeWord(word: string, charset: string, encoding: string, text: string): string {
  const bytes = encoding.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : decodeQ(text)
  if (/^(?:utf-?8|us-ascii)$/i.test(charset)) return tryDecode(bytes) ?? word
  return /^iso-8859-1$/i.test(charset) ? latin1.decode(bytes) : word
}

function decodeQ(text: string): Uint8Array {
  const raw = text
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(raw, 'latin1')
}

function tryDecode(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

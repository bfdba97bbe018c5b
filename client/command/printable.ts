/** Controls (C0, DEL, C1) and marks that reorder text or break lines (Unicode bidirectional controls, separators). */
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu

/**
 * Returns text from elsewhere (a server, a sender, a device) without the characters that would let its author write to
 * the terminal: each becomes a visible escape such as \u001b.
 */
export function printableText(text: string): string {
  return text.replace(UNPRINTABLE, escaped)
}

/** Returns JSON text without the same characters. Those outside strings are white space, which is left out before. */
export function printableJson(json: string): string {
  return json.replace(UNPRINTABLE, escaped)
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

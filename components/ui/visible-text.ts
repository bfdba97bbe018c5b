/**
 * Controls, bidi overrides, invisible marks and lone surrogates: they can make a text look like another. Joiners stay
 * (U+200C, U+200D): scripts and emoji need them.
 */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern must match them
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]|[\u{e0000}-\u{e007f}]/gu

const CONTROL_PICTURES = 0x2400
const PICTURE_OF_DELETE = '\u2421'

/**
 * Returns `text` with every invisible character made visible: `␀`, `⟨U+202E⟩`. With `keepLines`, line ends and tabs
 * stay.
 */
export function showUnseen(text: string, options: { keepLines?: boolean } = {}): string {
  return text.replace(UNSEEN, (found) => {
    if (options.keepLines === true && (found === '\n' || found === '\t')) return found
    const code = found.codePointAt(0) ?? 0
    if (code < 0x20) return String.fromCodePoint(CONTROL_PICTURES + code)
    if (code === 0x7f) return PICTURE_OF_DELETE
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`
  })
}

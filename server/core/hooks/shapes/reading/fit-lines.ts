import { isWebAddress } from '#protocol/display.ts'
import { utf8Bytes } from '#protocol/text.ts'
import { cleanText } from './finish-message.ts'
import { shorten } from './shorten.ts'

const LINE_CHARACTERS = 500
const ADDRESS_CHARACTERS = 600

/**
 * Returns the first lines that fit into `bytes` of JSON, then the count of the others and of `more` that were left out
 * before. A long line ends with an ellipsis.
 */
export function fitLines(
  lines: readonly string[],
  { bytes, more = 0 }: { bytes: number; more?: number },
): string {
  const shown: string[] = []
  let rest = bytes
  for (const line of lines) {
    const short = shorten(cleanText(line.slice(0, LINE_CHARACTERS * 4)), LINE_CHARACTERS)
    rest -= utf8Bytes(JSON.stringify(`${short}\n`))
    if (rest < 0) break
    shown.push(short)
  }
  const hidden = lines.length - shown.length + Math.max(more, 0)
  if (hidden > 0) shown.push(`and ${hidden} more`)
  return shown.join('\n')
}

/** Returns the value if it is a web address of a length that leaves room for the text. */
export function shortAddress(value: unknown): string | undefined {
  return isWebAddress(value) && value.length <= ADDRESS_CHARACTERS ? cleanText(value) : undefined
}

import { endOfString } from '#protocol/json-text.ts'

/** Every text that JavaScript could round has one of these: many digits, or a long exponent. */
const MAYBE_INEXACT = /[\d.]{16}|[eE][-+]?\d{3}/
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y
const PARTS = /^-?(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/

/**
 * Quotes the numbers of a valid JSON text that `JSON.parse` would round or make infinite, such as long ids. They become
 * texts with every digit that was sent.
 */
export function quoteInexactNumbers(json: string): string {
  if (!MAYBE_INEXACT.test(json)) return json
  const pieces: string[] = []
  let from = 0
  for (let at = 0; at < json.length; at += 1) {
    if (json[at] === '"') {
      at = endOfString(json, at) - 1
      continue
    }
    NUMBER.lastIndex = at
    const [number] = NUMBER.exec(json) ?? []
    if (number === undefined) continue
    if (!isExact(number)) {
      pieces.push(json.slice(from, at), `"${number}"`)
      from = at + number.length
    }
    at += number.length - 1
  }
  return `${pieces.join('')}${json.slice(from)}`
}

/** True if JavaScript writes the number with the same value. */
function isExact(number: string): boolean {
  const value = Number(number)
  return Number.isFinite(value) && significant(number) === significant(String(value))
}

/** Returns the digits without zeros at both ends, and the exponent of the last one. */
function significant(number: string): string {
  const [, whole = '', fraction = '', exponent = '0'] = PARTS.exec(number) ?? []
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  const kept = digits.replace(/0+$/, '')
  return kept === '' ? '0' : `${kept}e${Number(exponent) - fraction.length + digits.length - kept.length}`
}

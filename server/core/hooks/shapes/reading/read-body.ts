import { LIMITS } from '#protocol'
import { isDeeperThan } from '#protocol/json-text.ts'
import { AoiError } from '../../../errors.ts'
import { quoteInexactNumbers } from './exact-numbers.ts'
import type { Fields } from './fields.ts'
import { isFields } from './fields.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Returns the body as text. Throws `invalid` if it is not UTF-8. */
export function readText(body: Uint8Array): string {
  try {
    return utf8.decode(body)
  } catch {
    throw new AoiError('invalid', 'the body: must be text in UTF-8')
  }
}

/** Returns the body as JSON. Throws `invalid` if it is not JSON, or nested deeper than `payloadDepth`. */
export function readJson(body: Uint8Array): unknown {
  return parseJson(readText(body), 'the body')
}

/** Returns the body as a JSON object. Throws `invalid` if it is none. */
export function readJsonObject(body: Uint8Array): Fields {
  const json = readJson(body)
  if (!isFields(json)) throw new AoiError('invalid', 'the body: must be a JSON object')
  return json
}

/**
 * Returns `text` as JSON, with numbers that JavaScript would round as texts. Throws `invalid` with `name` if it is not
 * JSON, or nested deeper than `payloadDepth`.
 */
export function parseJson(text: string, name: string): unknown {
  // Deeper values could exhaust the stack of every reader, such as JSON.stringify.
  if (isDeeperThan(text, LIMITS.payloadDepth))
    throw new AoiError('invalid', `${name}: must not be nested deeper than ${LIMITS.payloadDepth} levels`)
  try {
    const json: unknown = JSON.parse(text)
    const quoted = quoteInexactNumbers(text)
    return quoted === text ? json : JSON.parse(quoted)
  } catch {
    throw new AoiError('invalid', `${name}: must be JSON`)
  }
}

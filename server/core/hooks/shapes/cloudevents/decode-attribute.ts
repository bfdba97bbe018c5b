import { AoiError } from '../../../errors.ts'

const QUOTED = /^"((?:[^"\\]|\\.)*)"$/s

/**
 * Returns an attribute from its header (HTTP binding, 3.1.3.2): a quoted text is unescaped, then percent-encoding is
 * decoded once. Throws `invalid` for bytes that are not UTF-8.
 */
export function decodeAttribute(value: string, name: string): string {
  const quoted = QUOTED.exec(value.trim())?.[1]
  const text = quoted === undefined ? value.trim() : quoted.replace(/\\(.)/gs, '$1')
  try {
    return decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, '%25'))
  } catch {
    throw new AoiError('invalid', `${name}: must be percent-encoded UTF-8`)
  }
}

import { randomInt } from 'node:crypto'

/** Crockford's base 32, without letters that people mistake for others. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const GROUPS = 3
const GROUP_LETTERS = 4

/** Makes a code that people type, of 60 bits: `XXXX-XXXX-XXXX`. */
export function createSetupCode(): string {
  const group = () => Array.from({ length: GROUP_LETTERS }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return Array.from({ length: GROUPS }, group).join('-')
}

/**
 * Returns the same text for every way to type a setup code. People may type lower case, leave out the dashes, or
 * mistake `0` for `O` and `1` for `I` or `L`. Other codes stay as they are.
 */
export function normalizeCode(code: string): string {
  const letters = code.toUpperCase().replaceAll(/[\s-]/g, '')
  if (letters.length !== GROUPS * GROUP_LETTERS) return code
  return letters.replaceAll('O', '0').replaceAll(/[IL]/g, '1')
}

import { randomInt } from 'node:crypto'

/** Crockford's base 32: nothing that one reads for something else. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const GROUPS = 3
const GROUP_LETTERS = 4

/** A code that people type, 60 bits: `XXXX-XXXX-XXXX`. */
export function createSetupCode(): string {
  const group = () => Array.from({ length: GROUP_LETTERS }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return Array.from({ length: GROUPS }, group).join('-')
}

/** The same text for what a person types instead: small letters, without the dashes, `O` for `0`. Others stay as they are. */
export function normalizeCode(code: string): string {
  const letters = code.toUpperCase().replaceAll(/[\s-]/g, '')
  if (letters.length !== GROUPS * GROUP_LETTERS) return code
  return letters.replaceAll('O', '0').replaceAll(/[IL]/g, '1')
}

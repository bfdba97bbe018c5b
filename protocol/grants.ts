import { applicationNameSchema } from './registration.ts'

/**
 * An ApplicationName, or `prefix.*` for every name that begins with `prefix.`. Kept in NFC, as AOI Clients register. A
 * star elsewhere is refused: it would be a literal star and never match.
 */
export const grantSchema = applicationNameSchema
  .overwrite((name) => name.normalize('NFC'))
  .refine(isGrant, { error: 'must be an ApplicationName, or prefix.* with one star, at the end' })

/** True if a grant has the form of an ApplicationName or of a prefix with one star at its end. */
export function isGrant(grant: string): boolean {
  const name = grant.endsWith('.*') ? grant.slice(0, -2) : grant
  return name !== '' && !name.includes('*')
}

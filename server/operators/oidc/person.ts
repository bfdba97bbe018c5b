import { createHash } from 'node:crypto'
import { LIMITS } from '#protocol'
import type { Role } from '#protocol/dashboard/roles.ts'
import type { OidcSettings } from './oidc-settings.ts'
import { findRole } from './role-of-groups.ts'

export type Claims = Readonly<Record<string, unknown>>

/** A person as the identity provider describes them. */
export type Person = {
  /** The subject and its issuer: another provider's subject of the same name is another person. */
  accountId: string
  /** In lower case; only if the provider has verified it. */
  email: string | undefined
  name: string
  /** The role that their groups give. */
  role: Role | undefined
}

/** Reads a person from verified claims. */
export function readPerson(claims: Claims & { sub: string }, settings: OidcSettings): Person {
  const email = readText(claims.email)?.toLowerCase()
  const isVerified = claims.email_verified === true || claims.email_verified === 'true'
  const name = readText(claims.name) ?? readText(claims.preferred_username) ?? email ?? claims.sub
  return {
    accountId: accountIdOf(settings.issuer, claims.sub),
    email: isVerified && email !== undefined && isAddress(email) ? email : undefined,
    name: name.slice(0, LIMITS.operatorNameCharacters),
    role: findRole(claims, settings),
  }
}

/** Returns the key of a person's account. It is a hash, so that its length is bounded. */
export function accountIdOf(issuer: string, subject: string): string {
  return createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('hex')
}

function readText(claim: unknown): string | undefined {
  const text = typeof claim === 'string' ? claim.trim() : ''
  return text === '' ? undefined : text
}

function isAddress(email: string): boolean {
  return email.length <= LIMITS.operatorEmailCharacters && /^[^\s@]+@[^\s@]+$/.test(email)
}

import { decodeJwt } from 'jose'
import { fetchJson, type ProviderMetadata } from './discovery.ts'
import type { OidcSettings } from './oidc-settings.ts'
import type { Claims } from './person.ts'

type Tokens = { idToken?: string | undefined; accessToken?: string | undefined }
type Subject = { sub: string }

/**
 * Returns the claims of a person, from an ID token whose signature, issuer, audience and nonce are verified. Adds those
 * of the userinfo endpoint if the ID token lacks the e-mail address or the groups. Returns `undefined` without an ID
 * token, or if the endpoint answers about another person (OpenID Connect Core 1.0, 5.3.2).
 */
export async function readClaims(
  { idToken, accessToken }: Tokens,
  { metadata, settings }: { metadata: ProviderMetadata; settings: OidcSettings },
): Promise<(Claims & Subject) | undefined> {
  if (idToken === undefined) return undefined
  const claims: Claims = decodeJwt(idToken)
  const { sub } = claims
  if (typeof sub !== 'string') return undefined
  const [groups = ''] = settings.groupsClaim.split('.')
  const lacksGroups = settings.roles.length > 0 && !(settings.groupsClaim in claims || groups in claims)
  const { userinfoEndpoint } = metadata
  if ((claims.email !== undefined && !lacksGroups) || userinfoEndpoint === undefined)
    return { ...claims, sub }
  const further = await fetchJson(userinfoEndpoint, { authorization: `Bearer ${accessToken}` })
  if (further.sub !== sub) return undefined
  // An address and its verification come from one source.
  const { email, email_verified } = further.email === undefined ? claims : further
  return { ...further, ...claims, email, email_verified, sub }
}

import type { Role } from '#protocol/dashboard/roles.ts'

/** The role that the members of a group of the identity provider get. */
export type GroupRole = { group: string; role: Role }

/** The identity provider through which operators may sign in (OpenID Connect Core 1.0). */
export type OidcSettings = {
  /** The issuer, written as in its discovery document. */
  issuer: string
  clientId: string
  /** Unset for a public client, which PKCE alone protects. */
  clientSecret: string | undefined
  /** A file with the secret, instead of `clientSecret`. */
  clientSecretFile: string | undefined
  /** The name of the provider on the sign-in page. */
  name: string
  scopes: readonly string[]
  /** The claim that lists a person's groups. Dots lead into nested claims. */
  groupsClaim: string
  /** Empty: roles come from the admins of this server, not from the provider. */
  roles: readonly GroupRole[]
  /** Whether a person whose group has a role becomes an operator without an invitation. */
  allowsSignUp: boolean
  /** Whether only local admins may still sign in by password or passkey. */
  isRequired: boolean
}

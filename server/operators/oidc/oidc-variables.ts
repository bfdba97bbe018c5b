import { z } from 'zod'
import type { OidcSettings } from './oidc-settings.ts'
import { parseGroupRoles } from './role-of-groups.ts'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/** Tokens and passwords travel to the provider, so only this machine may be reached without TLS. */
const issuer = z.url({ error: 'must be an https URL' }).refine(
  (text) => {
    const url = new URL(text)
    const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.includes(url.hostname))
    return isSafe && url.search === '' && url.hash === '' && url.username === ''
  },
  { error: 'must be an https URL without query, or an http URL of this machine' },
)

const words = z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean))

/** The variables of the identity provider, for the schema of the environment. */
export const OIDC_VARIABLES = {
  AOI_OIDC_ISSUER: issuer.optional(),
  AOI_OIDC_CLIENT_ID: z.string().min(1).optional(),
  AOI_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  AOI_OIDC_CLIENT_SECRET_FILE: z.string().min(1).optional(),
  AOI_OIDC_NAME: z.string().trim().min(1).max(40).default('OpenID Connect'),
  AOI_OIDC_SCOPES: words
    .refine((scopes) => scopes.includes('openid'), { error: 'must contain openid' })
    .default(['openid', 'profile', 'email']),
  AOI_OIDC_GROUPS_CLAIM: z.string().min(1).default('groups'),
  AOI_OIDC_ROLES: z
    .string()
    .transform(parseGroupRoles)
    .refine((roles) => roles !== undefined, {
      error: 'must be group=role pairs separated by commas, such as aoi-admins=admin,staff=viewer',
    })
    .default([]),
  AOI_OIDC_ALLOW_SIGN_UP: z.stringbool().default(false),
  AOI_OIDC_REQUIRED: z.stringbool().default(false),
}

type OidcVariables = z.infer<z.ZodObject<typeof OIDC_VARIABLES>>

/** Returns the settings of the identity provider; `undefined` if there is none. */
export function readOidcSettings(env: OidcVariables): OidcSettings | undefined {
  if (env.AOI_OIDC_ISSUER === undefined || env.AOI_OIDC_CLIENT_ID === undefined) return undefined
  return {
    issuer: env.AOI_OIDC_ISSUER,
    clientId: env.AOI_OIDC_CLIENT_ID,
    clientSecret: env.AOI_OIDC_CLIENT_SECRET,
    clientSecretFile: env.AOI_OIDC_CLIENT_SECRET_FILE,
    name: env.AOI_OIDC_NAME,
    scopes: env.AOI_OIDC_SCOPES,
    groupsClaim: env.AOI_OIDC_GROUPS_CLAIM,
    roles: env.AOI_OIDC_ROLES ?? [],
    allowsSignUp: env.AOI_OIDC_ALLOW_SIGN_UP,
    isRequired: env.AOI_OIDC_REQUIRED,
  }
}

/** Returns the faults of variables that are valid alone but make no sense together. */
export function findSenselessOidc(env: OidcVariables): string[] {
  const isOn = env.AOI_OIDC_ISSUER !== undefined
  const faults: string[] = []
  if (isOn !== (env.AOI_OIDC_CLIENT_ID !== undefined))
    faults.push('AOI_OIDC_ISSUER and AOI_OIDC_CLIENT_ID: are of use only together')
  if (env.AOI_OIDC_CLIENT_SECRET !== undefined && env.AOI_OIDC_CLIENT_SECRET_FILE !== undefined)
    faults.push('AOI_OIDC_CLIENT_SECRET and AOI_OIDC_CLIENT_SECRET_FILE: set only one of them')
  if (env.AOI_OIDC_REQUIRED && !isOn)
    faults.push('AOI_OIDC_REQUIRED: is of use only with AOI_OIDC_ISSUER, the provider to sign in through')
  if (env.AOI_OIDC_ALLOW_SIGN_UP && (env.AOI_OIDC_ROLES ?? []).length === 0)
    faults.push('AOI_OIDC_ALLOW_SIGN_UP: needs AOI_OIDC_ROLES, because newcomers get their role by a group')
  return faults
}

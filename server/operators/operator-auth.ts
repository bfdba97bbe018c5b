import { randomUUID } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import type { GenericOAuthConfig } from 'better-auth/plugins'
import { LIMITS } from '#protocol'
import { ROLES } from '#protocol/dashboard/roles.ts'
import { cookiePrefix } from './cookies.ts'

export type OperatorAuthInput = {
  /** The operators' tables in the shape of Prisma's client. */
  tables: object
  secret: string
  /** The server's own origin. Passkeys are bound to its host name, and with `https` cookies are secure. */
  publicUrl: string
  /** Whether this is one of the server's own origins. */
  isOwnOrigin: (origin: string) => boolean
  onSessionEnded: (session: { id: string; token: string; expiresAt: Date }) => Promise<void>
  /** Returns whether the current request is the first answer to its challenge. */
  onPasskeyVerified: () => Promise<boolean>
  /** Set in the instance for sign-ins through the identity provider. */
  provider?: {
    config: GenericOAuthConfig
    /** Returns the time at which the person of the current request proved their identity. */
    confirmedAt: () => Date | undefined
  }
}

/**
 * Keeps better-auth from logging, so that no secret of sign-in gets into the log. The caller gets its errors anyway.
 */
const SILENT = { disabled: true } as const

const PASSWORDS = {
  enabled: true,
  disableSignUp: true,
  minPasswordLength: LIMITS.operatorPasswordCharacters,
  maxPasswordLength: LIMITS.operatorPasswordMaximumCharacters,
  password: {
    hash: (password: string) => hash(password),
    verify: ({ hash, password }: { hash: string; password: string }) => verify(hash, password),
  },
}

const SESSIONS = {
  modelName: 'operatorSession',
  expiresIn: LIMITS.operatorSessionSeconds,
  freshAge: LIMITS.stepUpSeconds,
  disableSessionRefresh: true,
  cookieCache: { enabled: false },
}

const ACCOUNTS = {
  modelName: 'operatorAccount',
  // Strangers begin sign-ins, so no state of theirs is a row.
  storeStateStrategy: 'cookie',
  // Only `admitPerson` links accounts, and no token of the provider is stored.
  accountLinking: { enabled: false },
  updateAccountOnSignIn: false,
} as const

const TWO_FACTOR = {
  issuer: 'AOI Server',
  schema: { twoFactor: { modelName: 'operatorTwoFactor' } },
  // A lockout would let a stranger lock an operator out. `AttemptLimits` limits attempts before they get here.
  accountLockout: { enabled: false },
}

/**
 * Creates better-auth as this server uses it: passwords by Argon2id, TOTP, and passkeys with user verification. There
 * is no sign-up, no cookie cache (a session that ended is over at once), and no prolonging of sessions.
 *
 * The modules are loaded at the first use: they are half of all modules, and most processes never need them.
 */
export async function createOperatorAuth(input: OperatorAuthInput) {
  const { publicUrl, secret, tables, provider } = input
  const { passkey } = await import('@better-auth/passkey')
  const { betterAuth } = await import('better-auth')
  const { prismaAdapter } = await import('better-auth/adapters/prisma')
  const { APIError } = await import('better-auth/api')
  const { genericOAuth, twoFactor } = await import('better-auth/plugins')
  /** A passkey counts as two factors only if the authenticator verified its user. */
  const requireVerified = async (isUserVerified: boolean | undefined): Promise<void> => {
    if (isUserVerified !== true || !(await input.onPasskeyVerified()))
      throw new APIError('UNAUTHORIZED', { code: 'AUTHENTICATION_FAILED', message: 'the passkey is refused' })
  }
  return betterAuth({
    appName: 'AOI Server',
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret,
    // The same statements serve both databases, because no query here ignores case.
    database: prismaAdapter(tables, { provider: 'sqlite' }),
    trustedOrigins: (request) => {
      const origin = request?.headers.get('origin')
      return typeof origin === 'string' && input.isOwnOrigin(origin) ? [origin] : []
    },
    telemetry: { enabled: false },
    logger: SILENT,
    // Errors that are no answers are thrown, because the caller can tell a lost database from a fault.
    onAPIError: { throw: true },
    rateLimit: { enabled: false },
    emailAndPassword: PASSWORDS,
    user: {
      modelName: 'operator',
      additionalFields: { role: { type: [...ROLES], required: true, input: false } },
    },
    session: SESSIONS,
    account: ACCOUNTS,
    verification: { modelName: 'operatorVerification' },
    advanced: {
      ...cookiesOf(publicUrl),
      database: { generateId: () => randomUUID() },
      ipAddress: { ipAddressHeaders: ['x-aoi-caller'] },
    },
    databaseHooks: {
      session: {
        // The start of a session is the time of the proof (`requireConfirmed`).
        create: { before: async () => startAt(provider?.confirmedAt()) },
        delete: { after: (session) => input.onSessionEnded(session) },
      },
    },
    plugins: [
      ...(provider === undefined ? [] : [genericOAuth({ config: [provider.config] })]),
      twoFactor(TWO_FACTOR),
      passkey({
        rpName: 'AOI Server',
        rpID: new URL(publicUrl).hostname,
        origin: publicUrl,
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        schema: { passkey: { modelName: 'operatorPasskey' } },
        registration: {
          afterVerification: ({ verification }) =>
            requireVerified(verification.registrationInfo?.userVerified),
        },
        authentication: {
          afterVerification: ({ verification }) =>
            requireVerified(verification.authenticationInfo.userVerified),
        },
      }),
    ],
  })
}

/** better-auth knows only the prefix `__Secure-`; ours is stricter (`cookiePrefix`). */
function cookiesOf(publicUrl: string) {
  return {
    useSecureCookies: false,
    cookiePrefix: cookiePrefix(publicUrl),
    defaultCookieAttributes: { secure: publicUrl.startsWith('https:') },
  }
}

function startAt(createdAt: Date | undefined): { data: { createdAt?: Date } } {
  return { data: createdAt === undefined ? {} : { createdAt } }
}

export type OperatorAuth = Awaited<ReturnType<typeof createOperatorAuth>>

import { randomUUID } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { LIMITS } from '#protocol'
import { ROLES } from '#protocol/dashboard/roles.ts'
import { cookiePrefix } from './cookies.ts'

export type OperatorAuthInput = {
  /** The operators' tables in the shape of Prisma's client. */
  tables: object
  secret: string
  /** The server's own origin: it is whom passkeys are for, and `https` makes cookies secure. */
  publicUrl: string
  /** Own origins besides. */
  isOwnOrigin: (origin: string) => boolean
  onSessionEnded: (session: { id: string; token: string; expiresAt: Date }) => Promise<void>
  /** Returns whether this is the first answer to the challenge that is being answered. */
  onPasskeyVerified: () => Promise<boolean>
}

/** Secrets of sign-in never come near the log: what better-auth would say there is answered to the caller anyway. */
const SILENT = { disabled: true } as const

/**
 * better-auth as this server uses it: passwords by Argon2id, TOTP, passkeys with the user verified; no sign-up, no
 * cookie cache (a session that ended is over at once), sessions that are not prolonged. Loaded when the first operator
 * comes: it is half of all the modules there are, and most processes never need it.
 */
export async function createOperatorAuth(input: OperatorAuthInput) {
  const { publicUrl, secret, tables } = input
  const { passkey } = await import('@better-auth/passkey')
  const { betterAuth } = await import('better-auth')
  const { prismaAdapter } = await import('better-auth/adapters/prisma')
  const { APIError } = await import('better-auth/api')
  const { twoFactor } = await import('better-auth/plugins')
  /** A passkey counts as two factors only when its holder proved who they are to it. */
  const requireVerified = async (isUserVerified: boolean | undefined): Promise<void> => {
    if (isUserVerified !== true || !(await input.onPasskeyVerified()))
      throw new APIError('UNAUTHORIZED', { code: 'AUTHENTICATION_FAILED', message: 'the passkey is refused' })
  }
  return betterAuth({
    appName: 'AOI Server',
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret,
    // The same statements serve both databases, and nothing here is asked without regard to case.
    database: prismaAdapter(tables, { provider: 'sqlite' }),
    trustedOrigins: (request) => {
      const origin = request?.headers.get('origin')
      return typeof origin === 'string' && input.isOwnOrigin(origin) ? [origin] : []
    },
    telemetry: { enabled: false },
    logger: SILENT,
    // An error that is no answer comes to the caller, who knows a database that is away from a fault.
    onAPIError: { throw: true },
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: LIMITS.operatorPasswordCharacters,
      maxPasswordLength: LIMITS.operatorPasswordMaximumCharacters,
      password: {
        hash: (password) => hash(password),
        verify: ({ hash, password }) => verify(hash, password),
      },
    },
    user: {
      modelName: 'operator',
      additionalFields: { role: { type: [...ROLES], required: true, input: false } },
    },
    session: {
      modelName: 'operatorSession',
      expiresIn: LIMITS.operatorSessionSeconds,
      freshAge: LIMITS.stepUpSeconds,
      disableSessionRefresh: true,
      cookieCache: { enabled: false },
    },
    account: { modelName: 'operatorAccount' },
    verification: { modelName: 'operatorVerification' },
    advanced: {
      // better-auth knows the prefix `__Secure-` alone; ours says more (`cookiePrefix`).
      useSecureCookies: false,
      cookiePrefix: cookiePrefix(publicUrl),
      defaultCookieAttributes: { secure: publicUrl.startsWith('https:') },
      database: { generateId: () => randomUUID() },
      ipAddress: { ipAddressHeaders: ['x-aoi-caller'] },
    },
    databaseHooks: {
      session: { delete: { after: (session) => input.onSessionEnded(session) } },
    },
    plugins: [
      twoFactor({
        issuer: 'AOI Server',
        schema: { twoFactor: { modelName: 'operatorTwoFactor' } },
        // It would let a stranger lock an operator out; attempts are limited before they get here (`AttemptLimits`).
        accountLockout: { enabled: false },
      }),
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

export type OperatorAuth = Awaited<ReturnType<typeof createOperatorAuth>>

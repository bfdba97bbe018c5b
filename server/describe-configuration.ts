import type { Env } from './env.ts'

/** One setting as an operator may see it: without `value` it is a secret, and only told to be set. */
export type ConfigurationEntry = { variable: string; value?: string; set: boolean }

/** Those whose values say nothing that must not be seen, by the variable that sets them; all others are masked. */
const SHOWN: readonly (readonly [variable: string, setting: keyof Env])[] = [
  ['PORT', 'port'],
  ['HOST', 'host'],
  ['AOI_PUBLIC_URL', 'publicUrl'],
  ['AOI_ROLE', 'role'],
  ['AOI_DATA_DIR', 'dataDirectory'],
  ['AOI_ALLOWED_ORIGINS', 'allowedOrigins'],
  ['AOI_ALLOWED_HOSTS', 'allowedHosts'],
  ['AOI_REGISTRATION', 'registration'],
  ['AOI_OPERATOR_IDLE_MINUTES', 'operatorIdleMinutes'],
  ['AOI_MAX_PAYLOAD_BYTES', 'maxPayloadBytes'],
  ['AOI_MIN_SEED_BYTES', 'minTokenSeedBytes'],
  ['AOI_WEB_PUSH_UNAUTHENTICATED', 'webPushUnauthenticated'],
  ['AOI_TRUSTED_PROXIES', 'trustedProxies'],
  ['AOI_LOG_LEVEL', 'logLevel'],
]
const MASKED: readonly (readonly [variable: string, setting: keyof Env])[] = [
  ['DATABASE_URL', 'databaseUrl'],
  ['REDIS_URL', 'redisUrls'],
  ['AOI_AUTH_SECRET', 'authSecret'],
]

/** The configuration of this process, with secrets masked. */
export function describeConfiguration(env: Env): ConfigurationEntry[] {
  const shown = SHOWN.map(([variable, setting]) => {
    const value = String(env[setting] ?? '')
    return { variable, value, set: value !== '' }
  })
  return [
    ...shown,
    ...MASKED.map(([variable, setting]) => ({ variable, set: String(env[setting] ?? '') !== '' })),
  ]
}

import type { StorageUnit } from '#protocol/dashboard/use.ts'
import { writeThresholds } from './core/findings/thresholds.ts'
import type { Retention } from './core/retention.ts'
import type { Env } from './env.ts'
import { writeListenAddress } from './listen-address.ts'
import type { OidcSettings } from './operators/oidc/oidc-settings.ts'
import type { TraceSettings } from './ops/tracing/trace-settings.ts'

/** One setting as an operator may see it. A secret has no `value`, only `set`. */
export type ConfigurationEntry = { variable: string; value?: string; set: boolean }

/** Settings without secrets, by variable: their values are shown. */
const SHOWN: readonly (readonly [variable: string, setting: keyof Env])[] = [
  ['PORT', 'port'],
  ['HOST', 'host'],
  ['AOI_PUBLIC_URL', 'publicUrl'],
  ['AOI_DASHBOARD_URL', 'dashboardUrl'],
  ['AOI_ROLE', 'role'],
  ['AOI_DATA_DIR', 'dataDirectory'],
  ['AOI_ALLOWED_ORIGINS', 'allowedOrigins'],
  ['AOI_ALLOWED_HOSTS', 'allowedHosts'],
  ['AOI_REGISTRATION', 'registration'],
  ['AOI_OPERATOR_IDLE_MINUTES', 'operatorIdleMinutes'],
  ['AOI_MAX_PAYLOAD_BYTES', 'maxPayloadBytes'],
  ['AOI_MIN_SEED_BYTES', 'minTokenSeedBytes'],
  ['AOI_WEB_PUSH_UNAUTHENTICATED', 'webPushUnauthenticated'],
  ['AOI_WEB_PUSH_ORIGINS', 'webPushOrigins'],
  ['AOI_WEB_PUSH_IGNORE_PORT', 'webPushIgnorePort'],
  ['AOI_OUTBOUND_ALLOW', 'outboundAllow'],
  ['AOI_TRUSTED_PROXIES', 'trustedProxies'],
  ['AOI_REHEARSE_AT', 'rehearseAt'],
  ['AOI_METRICS_LISTEN', 'metricsListen'],
  ['AOI_ACCESS_LOG', 'accessLog'],
  ['AOI_LOG_LEVEL', 'logLevel'],
]
const OIDC: readonly (readonly [variable: string, setting: keyof OidcSettings])[] = [
  ['AOI_OIDC_ISSUER', 'issuer'],
  ['AOI_OIDC_CLIENT_ID', 'clientId'],
  ['AOI_OIDC_CLIENT_SECRET_FILE', 'clientSecretFile'],
  ['AOI_OIDC_NAME', 'name'],
  ['AOI_OIDC_SCOPES', 'scopes'],
  ['AOI_OIDC_GROUPS_CLAIM', 'groupsClaim'],
  ['AOI_OIDC_ALLOW_SIGN_UP', 'allowsSignUp'],
  ['AOI_OIDC_REQUIRED', 'isRequired'],
]
const MASKED: readonly (readonly [variable: string, setting: keyof Env])[] = [
  ['DATABASE_URL', 'databaseUrl'],
  ['REDIS_URL', 'redisUrls'],
  ['AOI_AUTH_SECRET', 'authSecret'],
  ['AOI_METRICS_TOKEN', 'metricsToken'],
]

const DAY_SECONDS = 86_400
const RETAINED: readonly (readonly [variable: string, setting: keyof Retention])[] = [
  ['AOI_RETAIN_NOTIFICATIONS_DAYS', 'notificationSeconds'],
  ['AOI_RETAIN_REFUSALS_DAYS', 'refusalSeconds'],
  ['AOI_RETAIN_AUDIT_DAYS', 'auditSeconds'],
  ['AOI_RETAIN_STATISTICS_DAYS', 'statisticsSeconds'],
  ['AOI_RETAIN_EMPTY_TOKENS_DAYS', 'emptyTokenSeconds'],
  ['AOI_RETAIN_UNSEEN_CLIENTS_DAYS', 'unseenClientSeconds'],
  ['AOI_RETAIN_NEVER_CONNECTED_CLIENTS_DAYS', 'neverConnectedSeconds'],
]

const TRACED: readonly (readonly [variable: string, setting: keyof TraceSettings])[] = [
  ['OTEL_TRACES_EXPORTER', 'exporter'],
  ['OTEL_SDK_DISABLED', 'isDisabled'],
  ['OTEL_TRACES_SAMPLER', 'sampler'],
  ['OTEL_TRACES_SAMPLER_ARG', 'ratio'],
]
/** URLs that may contain a password. */
const TRACED_MASKED: readonly (readonly [variable: string, setting: keyof TraceSettings])[] = [
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'endpoint'],
  ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'tracesEndpoint'],
]

const QUOTAS: readonly (readonly [variable: string, unit: StorageUnit])[] = [
  ['AOI_QUOTA_APPLICATION_BYTES', 'application'],
  ['AOI_QUOTA_VAPID_KEY_BYTES', 'vapidKey'],
  ['AOI_QUOTA_SENDER_NETWORK_BYTES', 'senderNetwork'],
  ['AOI_QUOTA_TOKEN_BYTES', 'token'],
  ['AOI_QUOTA_AOI_CLIENT_BYTES', 'aoiClient'],
  ['AOI_QUOTA_CLIENT_NETWORK_BYTES', 'clientNetwork'],
]

/** Returns the configuration of this process, with secrets masked. */
export function describeConfiguration(env: Env): ConfigurationEntry[] {
  const shown = SHOWN.map(([variable, setting]) => {
    const value = String(env[setting] ?? '')
    return { variable, value, set: value !== '' }
  })
  const retained = RETAINED.map(([variable, setting]) => {
    const seconds = env.retention[setting]
    return {
      variable,
      value: seconds === undefined ? '' : String(seconds / DAY_SECONDS),
      set: seconds !== undefined,
    }
  })
  return [
    ...shown,
    ...describeListening(env),
    { variable: 'AOI_SMTP_URL', set: env.mail !== undefined },
    { variable: 'AOI_MAIL_FROM', value: env.mail?.from ?? '', set: env.mail !== undefined },
    { variable: 'AOI_FINDINGS', value: writeThresholds(env.findings), set: true },
    ...describeProvider(env),
    ...retained,
    ...QUOTAS.map(([variable, unit]) => ({ variable, value: String(env.quotas[unit] ?? 0), set: true })),
    ...TRACED.map(([variable, setting]) => {
      const value = String(env.traces[setting] ?? '')
      return { variable, value, set: value !== '' }
    }),
    ...MASKED.map(([variable, setting]) => ({ variable, set: String(env[setting] ?? '') !== '' })),
    ...TRACED_MASKED.map(([variable, setting]) => ({ variable, set: env.traces[setting] !== undefined })),
  ]
}

function describeListening({ listen, socketMode }: Env): ConfigurationEntry[] {
  const value = listen.map(writeListenAddress).join(',')
  return [
    { variable: 'AOI_LISTEN', value, set: value !== '' },
    { variable: 'AOI_SOCKET_MODE', value: socketMode.toString(8), set: true },
  ]
}

function describeProvider({ oidc }: Env): ConfigurationEntry[] {
  const roles = oidc?.roles.map(({ group, role }) => `${group}=${role}`).join(',') ?? ''
  return [
    ...OIDC.map(([variable, setting]) => {
      const value = String(oidc?.[setting] ?? '')
      return { variable, value, set: value !== '' }
    }),
    { variable: 'AOI_OIDC_ROLES', value: roles, set: roles !== '' },
    { variable: 'AOI_OIDC_CLIENT_SECRET', set: oidc?.clientSecret !== undefined },
  ]
}

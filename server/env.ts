import { z } from 'zod'
import { LIMITS } from '#protocol'
import { type RegistrationPolicy, registrationPolicySchema } from '#protocol/dashboard/enrolment.ts'
import { type FindingThresholds, readThresholds, THRESHOLDS } from './core/findings/thresholds.ts'
import type { Quotas } from './core/limits/quotas.ts'
import type { Retention } from './core/retention.ts'
import { type ListenAddress, readListenAddress, readTcpAddress } from './listen-address.ts'
import type { MailSettings } from './mail/smtp-mailer.ts'
import type { OidcSettings } from './operators/oidc/oidc-settings.ts'
import { findSenselessOidc, OIDC_VARIABLES, readOidcSettings } from './operators/oidc/oidc-variables.ts'
import type { ServiceManagerWishes } from './ops/service-manager.ts'
import { SAMPLERS, type TraceSettings } from './ops/tracing/trace-settings.ts'
import { isAllowanceItem } from './outbound/allowance.ts'
import { API_ROOTS, NODE_ROLES, type NodeRole } from './roles.ts'
import { findUnknownVariables } from './unknown-variables.ts'

const DAY_SECONDS = 86_400
/** A path that begins with one of these could not be told from the server's own. */
const RESERVED_ROOTS: readonly string[] = [...API_ROOTS, '/socket.io', '/autopush', '/_next']

const port = z.coerce.number().int().min(0).max(65_535)
const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, { error: 'must be a postgresql:// URL' })
const origin = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .refine((url) => /^[^:]+:\/\/[^/?#@]+\/?$/.test(url), {
    error: 'must be an origin without a path, such as https://push.example.org',
  })
  .transform((url) => new URL(url).origin)
/** The public origin, and the path below which a proxy serves the server; without a slash at the end. */
const publicUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .refine((url) => /^[^:]+:\/\/[^/?#@]+(?:\/[\w.~-]+)*\/?$/.test(url), {
    error: 'must be an origin, or an origin with a path, such as https://example.org/aoi',
  })
  .transform((url) => new URL(url).href.replace(/\/$/, ''))
  .refine((url) => !RESERVED_ROOTS.includes(`/${new URL(url).pathname.split('/')[1] ?? ''}`), {
    error: `must have a path that does not begin with a path of the server: ${RESERVED_ROOTS.join(', ')}`,
  })
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' })
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
)

const HOST = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/

/** Host names in lower case, as browsers write them. */
const hosts = list
  .transform((names) => names.map((name) => name.toLowerCase()))
  .refine((names) => names.every((name) => HOST.test(name)), {
    error: 'must be host names with an optional port, such as push.example.org:8443, separated by commas',
  })

/** Targets of requests to other servers, in lower case. */
const allowance = list
  .transform((items) => items.map((item) => item.toLowerCase()))
  .refine((items) => items.every(isAllowanceItem), {
    error: 'must be host names, addresses or networks, such as ntfy.lan or 10.0.0.0/8, separated by commas',
  })

const socketAddress = z.string().refine((address) => readTcpAddress(address) !== undefined, {
  error: 'must be HOST:PORT, such as 127.0.0.1:9464 or [::1]:9464',
})
const listenAddresses = list
  .refine((addresses) => addresses.every((address) => readListenAddress(address) !== undefined), {
    error: 'must be HOST:PORT, [IPv6]:PORT or unix:/PATH, or several of them separated by commas',
  })
  .transform((addresses) => addresses.flatMap((address) => readListenAddress(address) ?? []))
const socketMode = z
  .string()
  .regex(/^[0-7]{3}$/, { error: 'must be three digits from 0 to 7, such as 660' })
  .transform((digits) => Number.parseInt(digits, 8))

const redisUrls = list.refine((urls) => urls.every((url) => /^rediss?:\/\/[^/?#]/.test(url)), {
  error: 'must be a redis:// or rediss:// URL, or several URLs of one cluster, separated by commas',
})

const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, {
  error: 'must be a time of the day from 00:00 to 23:59, such as 03:30',
})

/** Days as an operator writes them, such as 7 or 0.5; kept in seconds. */
const days = z.coerce
  .number()
  .min(0)
  .max(36_500)
  .transform((count) => Math.round(count * DAY_SECONDS))

const smtpUrl = z.string().refine((url) => URL.canParse(url) && /^smtps?:\/\/[^/?#]+\/?$/.test(url), {
  error: 'must be an smtp:// or smtps:// URL, such as smtps://user:password@mail.example.org',
})

/** Thresholds of findings, over the defaults. */
const thresholds = list.transform((items, ctx) => {
  const read = readThresholds(items)
  if (typeof read !== 'string') return read
  ctx.addIssue({ code: 'custom', message: read })
  return z.NEVER
})

/** Bytes of notifications that one party may have stored; 0: no limit. */
const quota = (defaultBytes: number) =>
  z.coerce
    .number()
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .default(defaultBytes)
    .transform((bytes) => (bytes === 0 ? undefined : bytes))

const envSchema = z.object({
  PORT: port.default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  AOI_LISTEN: listenAddresses.default([]),
  AOI_SOCKET_MODE: socketMode.default(0o660),
  AOI_PUBLIC_URL: publicUrl.optional(),
  AOI_DASHBOARD_URL: origin.optional(),
  AOI_ROLE: z.enum(NODE_ROLES).default('all'),
  AOI_DATA_DIR: z.string().min(1).default('./data'),
  DATABASE_URL: postgresUrl.optional(),
  REDIS_URL: redisUrls.default([]),
  AOI_ALLOWED_ORIGINS: list.default([]),
  AOI_ALLOWED_HOSTS: hosts.default([]),
  AOI_OPERATOR_IDLE_MINUTES: z.coerce
    .number()
    .int()
    .min(5)
    .max(LIMITS.operatorSessionSeconds / 60)
    .default(LIMITS.operatorIdleSeconds / 60),
  AOI_AUTH_SECRET: z.string().min(32, { error: 'must be at least 32 characters' }).optional(),
  ...OIDC_VARIABLES,
  AOI_REGISTRATION: registrationPolicySchema.default('open'),
  AOI_MAX_PAYLOAD_BYTES: z.coerce.number().int().min(1).max(1_048_576).default(LIMITS.payloadBytes),
  AOI_MIN_SEED_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(LIMITS.tokenSeedBytes)
    .default(LIMITS.tokenSeedAdvisedBytes),
  AOI_WEB_PUSH_UNAUTHENTICATED: z.stringbool().default(false),
  AOI_WEB_PUSH_ORIGINS: list.pipe(z.array(origin)).default([]),
  AOI_WEB_PUSH_IGNORE_PORT: z.stringbool().optional(),
  AOI_OUTBOUND_ALLOW: allowance.default([]),
  AOI_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  AOI_RETAIN_NOTIFICATIONS_DAYS: days.default(LIMITS.notificationKeptSeconds),
  AOI_RETAIN_REFUSALS_DAYS: days.default(LIMITS.refusalKeptSeconds),
  AOI_RETAIN_AUDIT_DAYS: days.default(LIMITS.auditKeptSeconds),
  AOI_RETAIN_STATISTICS_DAYS: days.default(LIMITS.statisticsKeptSeconds),
  AOI_RETAIN_EMPTY_TOKENS_DAYS: days.default(LIMITS.emptyTokenKeptSeconds),
  AOI_RETAIN_UNSEEN_CLIENTS_DAYS: days
    .refine((seconds) => seconds >= DAY_SECONDS, { error: 'must be at least 1 day' })
    .optional(),
  AOI_RETAIN_NEVER_CONNECTED_CLIENTS_DAYS: days
    .refine((seconds) => seconds === 0 || seconds >= DAY_SECONDS, { error: 'must be 0 or at least 1 day' })
    .default(LIMITS.neverConnectedKeptSeconds),
  AOI_QUOTA_APPLICATION_BYTES: quota(LIMITS.applicationQuotaBytes),
  AOI_QUOTA_VAPID_KEY_BYTES: quota(LIMITS.vapidKeyQuotaBytes),
  AOI_QUOTA_SENDER_NETWORK_BYTES: quota(LIMITS.senderNetworkQuotaBytes),
  AOI_QUOTA_TOKEN_BYTES: quota(LIMITS.tokenQuotaBytes),
  AOI_QUOTA_AOI_CLIENT_BYTES: quota(LIMITS.aoiClientQuotaBytes),
  AOI_QUOTA_CLIENT_NETWORK_BYTES: quota(LIMITS.clientNetworkQuotaBytes),
  AOI_FINDINGS: thresholds.default(THRESHOLDS),
  AOI_SMTP_URL: smtpUrl.optional(),
  AOI_MAIL_FROM: z.email({ error: 'must be an e-mail address' }).optional(),
  AOI_REHEARSE_AT: timeOfDay.optional(),
  AOI_METRICS_LISTEN: socketAddress.optional(),
  AOI_METRICS_TOKEN: z
    .string()
    .regex(/^\S{16,}$/, { error: 'must be at least 16 characters, without spaces' })
    .optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: httpUrl.optional(),
  OTEL_TRACES_EXPORTER: z.enum(['otlp', 'none']).optional(),
  OTEL_SDK_DISABLED: z.stringbool().default(false),
  OTEL_TRACES_SAMPLER: z.enum(SAMPLERS).default('parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  AOI_ACCESS_LOG: z.stringbool().default(false),
  AOI_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

/** Every variable that the server reads. */
export const VARIABLES: readonly string[] = Object.keys(envSchema.shape)

/** The configuration, read once at start. */
export type Env = {
  port: number
  host: string
  /** The addresses on which the server listens; none: `host` and `port`. */
  listen: readonly ListenAddress[]
  /** The mode of the Unix sockets among them. */
  socketMode: number
  /** Unset: `http://localhost` with the port that was bound. */
  publicUrl: string | undefined
  /** The origin of the dashboard; unset: the public one, or this machine if that one has a path. */
  dashboardUrl: string | undefined
  /** The part of the server that this node runs. */
  role: NodeRole
  dataDirectory: string
  /** PostgreSQL; unset: the embedded SQLite in the data directory. */
  databaseUrl: string | undefined
  /**
   * Redis for messages between the nodes that share a PostgreSQL server: none, one server, or several nodes of a Redis
   * Cluster.
   */
  redisUrls: readonly string[]
  /** Origins of pages that may open a session, besides the server's own. */
  allowedOrigins: readonly string[]
  /** Names (`Host`) by which pages and operators may call the server, besides its own. */
  allowedHosts: readonly string[]
  /** A session of an operator ends after this time without use. */
  operatorIdleMinutes: number
  /** Signs the operators' cookies; unset: generated, and kept in the data directory. */
  authSecret: string | undefined
  /** The identity provider through which operators may sign in. */
  oidc: OidcSettings | undefined
  /** The policy for registrations of new AOI Clients. */
  registration: RegistrationPolicy
  maxPayloadBytes: number
  minTokenSeedBytes: number
  /** Whether senders of Web Push without VAPID may send to every token that is not bound to a key. */
  webPushUnauthenticated: boolean
  /** Further origins by which senders of Web Push know the server. */
  webPushOrigins: readonly string[]
  /** Whether to ignore the port of a VAPID audience; unset: ignored if the server's port is not 443. */
  webPushIgnorePort: boolean | undefined
  /** Private hosts, addresses and networks to which this server may send requests. */
  outboundAllow: readonly string[]
  /** Number of proxies in front of this server whose `X-Forwarded-For` is trusted. */
  trustedProxies: number
  /** How long ended things are kept. */
  retention: Retention
  /** Bytes that parties may have stored. */
  quotas: Quotas
  /** The time of the day (`HH:MM`) at which the server rehearses a restore; unset: never. */
  rehearseAt: string | undefined
  /** The server for mail, with its secrets; unset: no mail is sent. */
  mail: MailSettings | undefined
  /** Thresholds of the rules of findings. */
  findings: FindingThresholds
  /** `HOST:PORT` at which the metrics are served as well; unset: only on the admin socket. */
  metricsListen: string | undefined
  /** The bearer token of scrapes at that address; unset: none. */
  metricsToken: string | undefined
  /** Whether and which traces are recorded. */
  traces: TraceSettings
  /** Whether each request is one line of the log. */
  accessLog: boolean
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

/**
 * Reads the environment. Pure. Throws an `Error` whose message lists every fault, one line each. It does not repeat
 * values, because a database URL holds a password.
 */
export function readEnv(variables: Readonly<Record<string, string | undefined>> = process.env): Env {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))
  const parsed = envSchema.safeParse(given)
  if (!parsed.success)
    throw notValid(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
  const env = parsed.data
  const senseless = findSenseless(env)
  if (senseless.length > 0) throw notValid(senseless)
  return {
    port: env.PORT,
    host: env.HOST,
    listen: env.AOI_LISTEN,
    socketMode: env.AOI_SOCKET_MODE,
    publicUrl: env.AOI_PUBLIC_URL,
    dashboardUrl: env.AOI_DASHBOARD_URL,
    role: env.AOI_ROLE,
    dataDirectory: env.AOI_DATA_DIR,
    databaseUrl: env.DATABASE_URL,
    redisUrls: env.REDIS_URL,
    allowedOrigins: env.AOI_ALLOWED_ORIGINS,
    allowedHosts: env.AOI_ALLOWED_HOSTS,
    operatorIdleMinutes: env.AOI_OPERATOR_IDLE_MINUTES,
    authSecret: env.AOI_AUTH_SECRET,
    oidc: readOidcSettings(env),
    registration: env.AOI_REGISTRATION,
    maxPayloadBytes: env.AOI_MAX_PAYLOAD_BYTES,
    minTokenSeedBytes: env.AOI_MIN_SEED_BYTES,
    webPushUnauthenticated: env.AOI_WEB_PUSH_UNAUTHENTICATED,
    webPushOrigins: env.AOI_WEB_PUSH_ORIGINS,
    webPushIgnorePort: env.AOI_WEB_PUSH_IGNORE_PORT,
    outboundAllow: env.AOI_OUTBOUND_ALLOW,
    trustedProxies: env.AOI_TRUSTED_PROXIES,
    retention: {
      notificationSeconds: env.AOI_RETAIN_NOTIFICATIONS_DAYS,
      refusalSeconds: env.AOI_RETAIN_REFUSALS_DAYS,
      auditSeconds: env.AOI_RETAIN_AUDIT_DAYS,
      statisticsSeconds: env.AOI_RETAIN_STATISTICS_DAYS,
      emptyTokenSeconds: env.AOI_RETAIN_EMPTY_TOKENS_DAYS,
      unseenClientSeconds: env.AOI_RETAIN_UNSEEN_CLIENTS_DAYS,
      neverConnectedSeconds: env.AOI_RETAIN_NEVER_CONNECTED_CLIENTS_DAYS || undefined,
    },
    quotas: {
      application: env.AOI_QUOTA_APPLICATION_BYTES,
      vapidKey: env.AOI_QUOTA_VAPID_KEY_BYTES,
      senderNetwork: env.AOI_QUOTA_SENDER_NETWORK_BYTES,
      token: env.AOI_QUOTA_TOKEN_BYTES,
      aoiClient: env.AOI_QUOTA_AOI_CLIENT_BYTES,
      clientNetwork: env.AOI_QUOTA_CLIENT_NETWORK_BYTES,
    },
    rehearseAt: env.AOI_REHEARSE_AT,
    mail: readMail(env),
    findings: env.AOI_FINDINGS,
    metricsListen: env.AOI_METRICS_LISTEN,
    metricsToken: env.AOI_METRICS_TOKEN,
    traces: {
      endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
      tracesEndpoint: env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT,
      exporter: env.OTEL_TRACES_EXPORTER,
      isDisabled: env.OTEL_SDK_DISABLED,
      sampler: env.OTEL_TRACES_SAMPLER,
      ratio: env.OTEL_TRACES_SAMPLER_ARG,
    },
    accessLog: env.AOI_ACCESS_LOG,
    logLevel: env.AOI_LOG_LEVEL,
  }
}

/** Returns the faults of settings that are valid alone but make no sense together. */
function findSenseless(env: z.infer<typeof envSchema>): string[] {
  return [
    ...findMissingOfNodes(env),
    ...findMissingUrl(env),
    ...findUnusedToken(env),
    ...findMailWithoutSender(env),
    ...findSenselessOidc(env),
  ]
}

function findMissingUrl(env: z.infer<typeof envSchema>): string[] {
  const { AOI_LISTEN: listen, AOI_PUBLIC_URL: url, AOI_DASHBOARD_URL: dashboardUrl } = env
  if (listen.length === 0 || listen.some((address) => 'port' in address)) return []
  const why = 'is required if AOI_LISTEN names only Unix sockets, because they have no origin'
  if (url === undefined) return [`AOI_PUBLIC_URL: ${why}`]
  if (dashboardUrl === undefined && new URL(url).pathname !== '/')
    return [`AOI_DASHBOARD_URL: ${why}, and AOI_PUBLIC_URL has a path`]
  return []
}

function findUnusedToken(env: z.infer<typeof envSchema>): string[] {
  if (env.AOI_METRICS_TOKEN === undefined || env.AOI_METRICS_LISTEN !== undefined) return []
  return ['AOI_METRICS_TOKEN: is of use only with AOI_METRICS_LISTEN, the address that asks for it']
}

function findMailWithoutSender({
  AOI_SMTP_URL: url,
  AOI_MAIL_FROM: from,
}: z.infer<typeof envSchema>): string[] {
  if ((url === undefined) === (from === undefined)) return []
  return url === undefined
    ? ['AOI_SMTP_URL: is required with AOI_MAIL_FROM']
    : ['AOI_MAIL_FROM: is required with AOI_SMTP_URL, as the sender of the mail']
}

function readMail({ AOI_SMTP_URL: url, AOI_MAIL_FROM: from }: z.infer<typeof envSchema>) {
  return url === undefined || from === undefined ? undefined : { url, from }
}

function findMissingOfNodes(env: z.infer<typeof envSchema>): string[] {
  if (env.REDIS_URL.length === 0 && env.AOI_ROLE === 'all') return []
  const asked = env.REDIS_URL.length > 0 ? 'REDIS_URL' : `AOI_ROLE=${env.AOI_ROLE}`
  return [
    ...(env.DATABASE_URL === undefined
      ? [`DATABASE_URL: is required with ${asked}, because the nodes share a PostgreSQL server`]
      : []),
    ...(env.AOI_PUBLIC_URL === undefined
      ? [`AOI_PUBLIC_URL: is required with ${asked}, because all nodes have the same origin`]
      : []),
    ...(env.AOI_AUTH_SECRET === undefined
      ? [`AOI_AUTH_SECRET: is required with ${asked}, and must be the same on all nodes`]
      : []),
  ]
}

function notValid(wrong: readonly string[]): Error {
  return new Error(`the environment is not valid:\n${wrong.map((line) => `  ${line}`).join('\n')}`)
}

/** Reads the configuration of this process. */
export function readProcessEnv(): Env {
  return readEnv(process.env)
}

/** Returns the variables of this process, for the checks of the installation. */
export function readProcessVariables(): Readonly<Record<string, string | undefined>> {
  return process.env
}

/**
 * Returns the variables that begin with `AOI_` and are not known, as texts for people. Never their values.
 */
export function listUnknownVariables(variables: Readonly<Record<string, unknown>>): string[] {
  return findUnknownVariables(Object.keys(variables), VARIABLES)
}

/** Next reads this variable when it is loaded, and then reports nothing to its makers. */
export function disableTelemetry(): void {
  process.env.NEXT_TELEMETRY_DISABLED = '1'
}

/**
 * Next takes its configuration from this variable, as its standalone server does. Otherwise it loads its build tools to
 * read `next.config.js`, and a package of this server has none.
 */
export function setNextConfiguration(configuration: object): void {
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(configuration)
}

/** Reads what the service manager that started this process wants to be told (`man sd_notify`). */
export function readServiceManagerWishes(): ServiceManagerWishes {
  const { NOTIFY_SOCKET = '', WATCHDOG_USEC = '' } = process.env
  const microseconds = Number(WATCHDOG_USEC)
  return {
    isNotified: NOTIFY_SOCKET !== '',
    watchdogMilliseconds: microseconds > 0 ? microseconds / 1000 : undefined,
  }
}

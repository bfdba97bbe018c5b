import { z } from 'zod'
import { adminKeyElements, adminKeyIdSchema, adminKeyRowSchema, createdAdminKeySchema } from './admin-keys.ts'
import { invitationMailSchema } from './dashboard/account.ts'
import { auditRowSchema } from './dashboard/lists/audit.ts'
import { ROLES } from './dashboard/roles.ts'
import { NEWS_LANGUAGES } from './finding-texts.ts'
import { FINGERPRINT_DIGITS } from './fingerprint.ts'
import { grantSchema } from './grants.ts'
import { HOOK_SHAPES } from './hook-shapes.ts'
import { keyLimitElements, shownKeyLimitElements } from './key-limits.ts'
import { topicSchema } from './label-schemas.ts'
import { LIMITS } from './limits.ts'
import { notificationIdSchema } from './notification.ts'
import { aoiClientIdSchema, applicationNameSchema, clientAppTokenSchema } from './registration.ts'
import { RESERVED_TOPICS } from './reserved-topics.ts'
import { serverIdSchema } from './server-id.ts'
import { nameSchema, storedTextSchema } from './text.ts'
import { urgencySchema } from './urgency.ts'
import { WEBHOOK_CALLS } from './webhooks.ts'

/**
 * The local admin socket: a Unix socket (mode 0600) of this name in the data directory, speaking HTTP. Each call is
 * `POST /admin/<call>` with the request as JSON. `200` has the answer, any other status an `adminErrorSchema`.
 */
export const ADMIN_SOCKET_NAME = 'aoi.sock'
/** Longest path of a Unix socket that works on every system we run on. */
export const ADMIN_SOCKET_PATH_BYTES = 100
export const ADMIN_PATH = '/admin/'

const instantSchema = z.iso.datetime()
const countSchema = z.int().nonnegative()
const ROW_ID_MAX = 2 ** 31 - 1
/** `print`: the answer has the link or the password, and no mail is sent. `language`: of the mail. */
const mailElements = { print: z.boolean().optional(), language: z.enum(NEWS_LANGUAGES).optional() }

const pageElements = {
  cursor: z.string().min(1).max(LIMITS.pageCursorBytes).optional(),
  limit: z.int().min(1).max(LIMITS.pageRows).optional(),
}
const nextCursor = z.string().optional()

export const apiKeyIdSchema = z
  .string()
  .regex(/^[0-9a-f]{16}$/, { error: 'must be an API key id (16 hex digits)' })

export { grantSchema, isGrant } from './grants.ts'

export const adminApiKeySchema = z.strictObject({
  id: apiKeyIdSchema,
  name: z.string(),
  applications: z.array(z.string()),
  ...shownKeyLimitElements,
  createdAt: instantSchema,
  expiresAt: instantSchema.optional(),
  revokedAt: instantSchema.optional(),
  lastUsedAt: instantSchema.optional(),
})

export const enrolmentCodeIdSchema = z
  .string()
  .regex(/^[0-9a-f]{16}$/, { error: 'must be the id of an enrolment code (16 hex digits)' })

/** Elements of a new enrolment code. Without `uses` or `ttlSeconds` the code has no such limit. */
export const enrolmentCodeElements = {
  name: nameSchema(LIMITS.deviceTextBytes),
  uses: z.int().positive().max(LIMITS.enrolmentCodeUsesMax).optional(),
  ttlSeconds: z.int().positive().max(LIMITS.enrolmentCodeTtlSecondsMax).optional(),
}

export const enrolmentCodeRowSchema = z.strictObject({
  id: enrolmentCodeIdSchema,
  name: z.string(),
  createdBy: z.string(),
  createdAt: instantSchema,
  expiresAt: instantSchema.optional(),
  /** AOI Clients that the code has admitted, and the maximum. */
  uses: countSchema,
  usesMax: countSchema.optional(),
  lastUsedAt: instantSchema.optional(),
  revokedAt: instantSchema.optional(),
})

/** A VAPID key of this server. `subscriptions`: registrations that push services deliver by it. */
export const vapidKeyRowSchema = z.strictObject({
  publicKey: z.string(),
  createdAt: instantSchema,
  current: z.boolean(),
  subscriptions: countSchema,
})

/** `code` is shown only here and stored nowhere. */
export const createdEnrolmentCodeSchema = z.strictObject({ id: enrolmentCodeIdSchema, code: z.string() })

export const hookIdSchema = z
  .string()
  .regex(/^[0-9a-f]{16}$/, { error: 'must be the id of a hook (16 hex digits)' })

/** Elements of a new hook. */
export const hookElements = {
  name: nameSchema(LIMITS.hookNameBytes),
  clientAppToken: clientAppTokenSchema,
  shape: z.enum(HOOK_SHAPES, { error: `must be one of ${HOOK_SHAPES.join(', ')}` }),
  /** JSON text: the templates of the shape `json`, by field. */
  template: storedTextSchema(1, LIMITS.hookTemplateBytes).optional(),
  alias: z
    .string()
    .regex(/^[-_A-Za-z0-9]{1,64}$/, { error: 'must be 1 to 64 letters, digits, - and _' })
    .refine((alias) => !RESERVED_TOPICS.has(alias), { error: 'is the name of a page' })
    .optional(),
  ttl: z.int().min(0).max(LIMITS.ttlSecondsMax).optional(),
  urgency: urgencySchema.optional(),
  /** Also the topic of the notifications. */
  tag: topicSchema.optional(),
  signed: z.boolean().optional(),
  perMinute: z.int().min(1).max(LIMITS.hookRequestsPerMinuteMax).optional(),
}

/** A hook as operators see it, without its address. */
export const hookRowSchema = z.strictObject({
  id: hookIdSchema,
  name: z.string(),
  shape: z.enum(HOOK_SHAPES),
  ApplicationName: z.string(),
  /** Of its token. */
  fingerprint: z.string().length(FINGERPRINT_DIGITS),
  alias: z.string().optional(),
  ttl: z.int().optional(),
  urgency: urgencySchema.optional(),
  tag: z.string().optional(),
  template: z.string().optional(),
  signed: z.boolean(),
  perMinute: countSchema,
  createdBy: z.string(),
  createdAt: instantSchema,
  lastUsedAt: instantSchema.optional(),
  revokedAt: instantSchema.optional(),
})

/** `address` and `url` are shown only here and stored nowhere. `signingSecret` is present for a signed hook. */
export const createdHookSchema = z.strictObject({
  id: hookIdSchema,
  address: z.string(),
  url: z.url(),
  signingSecret: z.string().optional(),
})

export const hookRequestSchema = z.strictObject({
  at: instantSchema,
  outcome: z.enum(['accepted', 'repeated', 'nothing', 'refused']),
  notificationId: z.string().optional(),
  reason: z.string().optional(),
  contentType: z.string().optional(),
  /** The beginning of the body, with secrets masked. */
  body: z.string(),
})

export const adminAoiClientSchema = z.strictObject({
  aoiClientId: aoiClientIdSchema,
  name: z.string().optional(),
  platform: z.string().optional(),
  createdAt: instantSchema,
  lastSeenAt: instantSchema,
  registrations: countSchema,
})

/** `clientAppToken` is present only if `reveal` was requested. */
export const adminTokenSchema = z.strictObject({
  fingerprint: z.string().length(FINGERPRINT_DIGITS),
  clientAppToken: clientAppTokenSchema.optional(),
  ApplicationName: z.string(),
  kind: z.enum(['shared', 'unique']),
  members: countSchema,
  online: countSchema,
  headSeq: countSchema,
  createdAt: instantSchema,
})

export const adminStatusSchema = z.strictObject({
  /** Faults of the installation, with the next step for each. */
  warnings: z.array(
    z.strictObject({
      code: z.string(),
      detail: z.string().optional(),
      problem: z.string(),
      next: z.string(),
    }),
  ),
  ready: z.boolean(),
  /** Reasons why the server is not ready; empty if it is. */
  reasons: z.array(z.string()),
  draining: z.boolean(),
  startedAt: instantSchema,
  serverTime: instantSchema,
  processId: z.int().positive(),
  publicUrl: z.url(),
  serverId: serverIdSchema,
  epoch: z.string(),
  submissionsWaiting: countSchema,
  /** Absent while the database cannot be read. */
  counts: z
    .strictObject({
      aoiClients: countSchema,
      onlineAoiClients: countSchema,
      registrations: countSchema,
      sharedTokens: countSchema,
      uniqueTokens: countSchema,
    })
    .optional(),
})

export const adminOperatorSchema = z.strictObject({
  email: z.string(),
  name: z.string(),
  role: z.string(),
  passkeys: countSchema,
  password: z.boolean(),
  /** Linked to a person of the identity provider. */
  identityProvider: z.boolean(),
  authenticator: z.boolean(),
  /** Encrypted with another `auth-secret`, so that no code can be checked. */
  authenticatorLost: z.boolean(),
  createdAt: instantSchema,
})

/** Whose payloads are erased: exactly one element. */
export const eraseScopeSchema = z.union([
  z.strictObject({ notificationId: notificationIdSchema }),
  z.strictObject({ clientAppToken: clientAppTokenSchema }),
  z.strictObject({ fingerprint: z.string().regex(new RegExp(`^[0-9a-f]{${FINGERPRINT_DIGITS}}$`)) }),
  z.strictObject({ applicationName: applicationNameSchema }),
  z.strictObject({ aoiClientId: aoiClientIdSchema }),
])

/** Every call of the admin socket, with its request and its answer. */
export const ADMIN_CALLS = {
  'keys.create': {
    request: z.strictObject({
      name: nameSchema(LIMITS.deviceTextBytes),
      applications: z.array(grantSchema).min(1).max(LIMITS.grantsPerKey),
      ...keyLimitElements,
      ttlSeconds: z.int().positive().max(LIMITS.apiKeyTtlSecondsMax).optional(),
    }),
    /** `key` is shown only here and stored nowhere. */
    answer: z.strictObject({
      id: apiKeyIdSchema,
      key: z.string(),
      name: z.string(),
      applications: z.array(z.string()),
      ...shownKeyLimitElements,
      expiresAt: instantSchema.optional(),
    }),
  },
  'keys.list': {
    request: z.strictObject(pageElements),
    answer: z.strictObject({ keys: z.array(adminApiKeySchema), nextCursor }),
  },
  'keys.revoke': {
    request: z.strictObject({ id: apiKeyIdSchema }),
    answer: z.strictObject({ id: apiKeyIdSchema }),
  },
  'adminKeys.create': { request: z.strictObject(adminKeyElements), answer: createdAdminKeySchema },
  'adminKeys.list': {
    request: z.strictObject(pageElements),
    answer: z.strictObject({ keys: z.array(adminKeyRowSchema), nextCursor }),
  },
  'adminKeys.revoke': {
    request: z.strictObject({ id: adminKeyIdSchema }),
    answer: z.strictObject({ id: adminKeyIdSchema }),
  },
  'vapidKeys.list': {
    request: z.strictObject(pageElements),
    answer: z.strictObject({ keys: z.array(vapidKeyRowSchema), nextCursor }),
  },
  'vapidKeys.rotate': { request: z.strictObject({}), answer: z.strictObject({ publicKey: z.string() }) },
  'codes.create': {
    request: z.strictObject(enrolmentCodeElements),
    answer: createdEnrolmentCodeSchema,
  },
  'codes.list': {
    request: z.strictObject(pageElements),
    answer: z.strictObject({ codes: z.array(enrolmentCodeRowSchema), nextCursor }),
  },
  'codes.revoke': {
    request: z.strictObject({ id: enrolmentCodeIdSchema }),
    answer: z.strictObject({ id: enrolmentCodeIdSchema }),
  },
  ...WEBHOOK_CALLS,
  'hooks.create': {
    request: z.strictObject(hookElements),
    answer: createdHookSchema,
  },
  'hooks.list': {
    request: z.strictObject(pageElements),
    answer: z.strictObject({ hooks: z.array(hookRowSchema), nextCursor }),
  },
  'hooks.requests': {
    request: z.strictObject({ id: hookIdSchema }),
    answer: z.strictObject({ requests: z.array(hookRequestSchema) }),
  },
  'hooks.rotate': {
    request: z.strictObject({
      id: hookIdSchema,
      overlapSeconds: z.int().min(0).max(LIMITS.hookOverlapSecondsMax).optional(),
    }),
    answer: createdHookSchema,
  },
  'hooks.revoke': {
    request: z.strictObject({ id: hookIdSchema }),
    answer: z.strictObject({ id: hookIdSchema }),
  },
  'clients.list': {
    request: z.strictObject(pageElements),
    answer: z.strictObject({ clients: z.array(adminAoiClientSchema), nextCursor }),
  },
  'clients.revoke': {
    request: z.strictObject({ aoiClientId: aoiClientIdSchema }),
    answer: z.strictObject({ aoiClientId: aoiClientIdSchema }),
  },
  'tokens.list': {
    request: z.strictObject({
      ...pageElements,
      applicationName: applicationNameSchema.optional(),
      reveal: z.boolean().optional(),
    }),
    answer: z.strictObject({ tokens: z.array(adminTokenSchema), nextCursor }),
  },
  'tokens.show': {
    request: z.strictObject({ clientAppToken: clientAppTokenSchema, reveal: z.boolean().optional() }),
    answer: adminTokenSchema,
  },
  'operators.list': {
    request: z.strictObject({}),
    answer: z.strictObject({ operators: z.array(adminOperatorSchema) }),
  },
  /**
   * The operator's authenticator, passkeys and sessions are removed. A mail has a link for a new password; without one,
   * the answer has `password`, which is shown only here.
   */
  'operators.reset': {
    request: z.strictObject({ email: z.email().max(LIMITS.operatorEmailCharacters), ...mailElements }),
    answer: z.strictObject({
      ...{ email: z.string(), password: z.string().optional(), url: z.url() },
      mail: invitationMailSchema,
    }),
  },
  /** `url` has the code, which is shown only here, and only if no mail has it. It works once, until `expiresAt`. */
  'operators.invite': {
    request: z.strictObject({
      ...{ email: z.email().max(LIMITS.operatorEmailCharacters), role: z.enum(ROLES), ...mailElements },
    }),
    answer: z.strictObject({
      ...{ email: z.string(), role: z.enum(ROLES), url: z.url().optional(), expiresAt: instantSchema },
      mail: invitationMailSchema,
    }),
  },
  /** `400` for the last admin. */
  'operators.remove': {
    request: z.strictObject({ email: z.email().max(LIMITS.operatorEmailCharacters) }),
    answer: z.strictObject({ email: z.string() }),
  },
  /** Works only while there is no operator; `400` afterwards. */
  'operators.setupCode': {
    request: z.strictObject({}),
    answer: z.strictObject({ code: z.string(), url: z.url() }),
  },
  /** The oldest row first. `after` is the id of the last row that the caller has. */
  'audit.list': {
    request: z.strictObject({ ...pageElements, after: z.int().nonnegative().max(ROW_ID_MAX).optional() }),
    answer: z.strictObject({ events: z.array(auditRowSchema), nextCursor }),
  },
  /**
   * Erases payloads, one bounded part a call: the next call takes `nextCursor` as its `cursor`. The counts are of all
   * calls. With `dryRun` it only counts.
   */
  'payloads.erase': {
    request: z.strictObject({
      scope: eraseScopeSchema,
      reason: storedTextSchema(1, LIMITS.actReasonBytes).optional(),
      dryRun: z.boolean().optional(),
      cursor: z.string().min(1).max(LIMITS.pageCursorBytes).optional(),
    }),
    answer: z.strictObject({ erased: countSchema, unchanged: countSchema, nextCursor }),
  },
  status: { request: z.strictObject({}), answer: adminStatusSchema },
  /** For a database restored from a backup: AOI Clients then discard their cursors. */
  'epoch.renew': { request: z.strictObject({}), answer: z.strictObject({ epoch: z.string() }) },
} as const

export const adminErrorSchema = z.strictObject({
  code: z.enum(['400', '404', '405', '409', '413', '429', '500', '503']),
  desc: z.string(),
  reason: z.string().optional(),
  parameters: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  retryAfter: z.int().positive().optional(),
})

export type AdminCall = keyof typeof ADMIN_CALLS
export type AdminRequest<Call extends AdminCall> = z.infer<(typeof ADMIN_CALLS)[Call]['request']>
export type AdminAnswer<Call extends AdminCall> = z.infer<(typeof ADMIN_CALLS)[Call]['answer']>
export type AdminError = z.infer<typeof adminErrorSchema>
export type AdminApiKey = z.infer<typeof adminApiKeySchema>
export type HookRow = z.output<typeof hookRowSchema>
export type HookRequestRow = z.output<typeof hookRequestSchema>
export type EnrolmentCodeRow = z.infer<typeof enrolmentCodeRowSchema>
export type AdminAoiClient = z.infer<typeof adminAoiClientSchema>
export type AdminToken = z.infer<typeof adminTokenSchema>
export type AdminOperator = z.infer<typeof adminOperatorSchema>
export type AdminStatus = z.infer<typeof adminStatusSchema>

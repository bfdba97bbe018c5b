import { z } from 'zod'
import { deliveredElements } from '../../protocol/label-schemas.ts'
import {
  aoiClientIdSchema,
  aoiClientSecretSchema,
  clientAppTokenSchema,
} from '../../protocol/registration.ts'
import type { notificationElements } from '../../protocol/session.ts'

const clientAppToken = clientAppTokenSchema
const instance = z.string()
const seq = z.int().nonnegative()

/** The elements of a notification that its record keeps: all but those that the record has already. */
type KeptElement = Exclude<keyof typeof notificationElements, 'messageType' | 'clientAppToken'>

const keptElements = {
  id: z.string(),
  seq,
  sentAt: z.string(),
  expiresAt: z.string(),
  ...deliveredElements,
} satisfies Record<KeptElement, z.ZodType>
export const KEPT_ELEMENTS = Object.keys(keptElements) as readonly KeptElement[]

/** A notification as the journal keeps it; `data` in base64url. */
export const storedNotificationSchema = z.object({
  ...keptElements,
  /** JSON as it was sent. */
  payloadText: z.string().optional(),
  /** JSON as earlier versions of the AOI Client kept it. */
  payload: z.json().optional(),
  data: z.string().optional(),
  headers: z.looseObject({ encoding: z.string() }).optional(),
})

/**
 * Events of the journal, one record each. A record sets values and never adds to them, so that it may be applied twice.
 * No token seed is ever kept. Two values derived from a seed are kept: the token, and the keys of a subscription,
 * without which its waiting messages are unreadable.
 */
export const journalRecordSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('credential'),
    serverUrl: z.string(),
    aoiClientId: aoiClientIdSchema,
    aoiClientSecret: aoiClientSecretSchema,
    /** The identity of the AOI Server, which survives a move to another address; known from the first session on. */
    serverId: z.string().optional(),
  }),
  /** The server's incarnation. A change invalidates all cursors. */
  z.object({ kind: z.literal('epoch'), epoch: z.string() }),
  z.object({
    kind: z.literal('registered'),
    clientAppToken,
    applicationName: z.string(),
    vapidKey: z.string().optional(),
    tokenScope: z.string(),
    aoiServerUrl: z.string().optional(),
    webPushEndpoint: z.string().optional(),
    /** The AOI Server knows that this registration accepts Web Push. */
    webPush: z.boolean().optional(),
    label: z.string().optional(),
    desc: z.string(),
  }),
  z.object({ kind: z.literal('joined'), clientAppToken, instance }),
  /** The instance has a Web Push subscription: its keys in base64url. They go with the instance. */
  z.object({
    kind: z.literal('subscribed'),
    clientAppToken,
    instance,
    privateKey: z.string(),
    auth: z.string(),
    userVisibleOnly: z.boolean(),
    /** Another subscription has replaced this one, which still receives its last messages. */
    isRetiring: z.boolean(),
  }),
  /** The token is removed with its last instance. */
  z.object({ kind: z.literal('left'), clientAppToken, instance }),
  z.object({ kind: z.literal('revoked'), clientAppToken }),
  /** Moves the cursor; `waiting` are the instances that get it. */
  z.object({
    kind: z.literal('received'),
    clientAppToken,
    notification: storedNotificationSchema,
    waiting: z.array(instance),
  }),
  z.object({ kind: z.literal('cursor'), clientAppToken, seq }),
  z.object({ kind: z.literal('handled'), clientAppToken, id: z.string(), instance }),
  z.object({
    kind: z.literal('failed'),
    clientAppToken,
    id: z.string(),
    instance,
    attempts: z.int().nonnegative(),
  }),
  z.object({
    kind: z.literal('parked'),
    clientAppToken,
    id: z.string(),
    instance,
    attempts: z.int().nonnegative(),
    error: z.string(),
    parkedAt: z.number(),
  }),
  /** Out of the parking place, in line again. */
  z.object({ kind: z.literal('retried'), clientAppToken, id: z.string(), instance }),
])

export type JournalRecord = z.infer<typeof journalRecordSchema>
export type StoredNotification = z.infer<typeof storedNotificationSchema>
export type KeptElements = z.infer<z.ZodObject<typeof keptElements>>
export type RecordOf<Kind extends JournalRecord['kind']> = Extract<JournalRecord, { kind: Kind }>

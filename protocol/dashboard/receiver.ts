import { z } from 'zod'

/**
 * Where a member receives notifications while no session is open: nowhere (`session`), at Mozilla's push socket of this
 * server, or at a push service. `inbox` is the inbox of this server, at any push service.
 */
export const RECEIVER_KINDS = [
  'session',
  'pushSocket',
  'mozilla',
  'google',
  'apple',
  'microsoft',
  'unifiedPush',
  'aoiServer',
  'inbox',
] as const
export type ReceiverKind = (typeof RECEIVER_KINDS)[number]

/** A receiver as operators see it, with the host of its push service. The endpoint is a secret and stays on the server. */
export const receiverSchema = z.strictObject({
  kind: z.enum(RECEIVER_KINDS),
  pushHost: z.string().optional(),
})
export type Receiver = z.infer<typeof receiverSchema>

import { z } from 'zod'
import { notificationIdSchema, urgencySchema } from '#protocol'
import type { LogEntry } from '#server/core/store.ts'

/** The fields of an entry that its cached copy leaves out: every listener knows the token, and a copy is live. */
type LeftOut = 'tokenId' | 'clientAppToken' | 'state' | 'meantFor'
type CopiedField = Exclude<keyof LogEntry, LeftOut>
type TokenOfCopy = Pick<LogEntry, 'tokenId' | 'clientAppToken'>

const count = z.number().int().nonnegative()

/** Ignores fields of a later version. Nodes of earlier versions leave out a new field, so it must be optional. */
export const cachedCopySchema = z.object({
  seq: count.positive(),
  id: notificationIdSchema,
  payload: z.string(),
  headers: z.string().optional(),
  /** Nodes of earlier versions leave it out. */
  urgency: urgencySchema.default('normal'),
  acceptedAt: count,
  expiresAt: count,
  traceparent: z.string().optional(),
  topic: z.string().optional(),
} satisfies Record<CopiedField, z.ZodType>)

export type CachedCopy = z.infer<typeof cachedCopySchema>

/** Makes the copy that is sent to the other nodes. */
export function toCachedCopy(entry: LogEntry): { [Field in CopiedField]: LogEntry[Field] } {
  return {
    seq: entry.seq,
    id: entry.id,
    payload: entry.payload,
    headers: entry.headers,
    urgency: entry.urgency,
    acceptedAt: entry.acceptedAt,
    expiresAt: entry.expiresAt,
    traceparent: entry.traceparent,
    topic: entry.topic,
  }
}

/** Makes the entry again at another node. */
export function fromCachedCopy(copy: CachedCopy, { tokenId, clientAppToken }: TokenOfCopy): LogEntry {
  return {
    tokenId,
    clientAppToken,
    seq: copy.seq,
    id: copy.id,
    payload: copy.payload,
    headers: copy.headers,
    urgency: copy.urgency,
    acceptedAt: copy.acceptedAt,
    expiresAt: copy.expiresAt,
    traceparent: copy.traceparent,
    state: 'live',
    topic: copy.topic,
  }
}

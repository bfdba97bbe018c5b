import { z } from 'zod'
import { sessionNotificationSchema } from '../../protocol/session.ts'
import { tolerant } from '../tolerant.ts'

const [jsonSchema, bytesSchema] = tolerant(sessionNotificationSchema).options

/** A notification from the session's parser: its JSON is text, checked once and never parsed. */
export const receivedNotificationSchema = z.union([
  jsonSchema
    .extend({ payload: z.string().refine(isJson, { error: 'must be JSON' }) })
    .transform(({ payload, ...rest }) => ({ ...rest, payloadText: payload })),
  bytesSchema,
])

export type ReceivedNotification = z.output<typeof receivedNotificationSchema>

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

import { z } from 'zod'

/** Every type of event that leaves the server, by webhook or by the stream (docs/events.md). */
export const EVENT_TYPES = [
  'notification.accepted',
  'notification.firstAcked',
  'notification.allAcked',
  'notification.expired',
  'notification.cancelled',
  'member.joined',
  'member.left',
  'hook.failed',
] as const

export const eventTypeSchema = z.enum(EVENT_TYPES)
export type EventType = z.infer<typeof eventTypeSchema>

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
  'finding.opened',
  'finding.resolved',
] as const

export type EventType = (typeof EVENT_TYPES)[number]

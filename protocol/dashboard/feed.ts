import { z } from 'zod'
import { notificationIdSchema } from '../notification.ts'
import type { FanOutFrame } from './fan-out.ts'

/** Socket.IO namespace of the dashboard's feed; `auth.ticket` comes from `createTicket`. */
export const FEED_NAMESPACE = '/admin'

/** The subject that a page follows. `activity`: counts of events, for lists and counts that follow the server. */
export const feedViewSchema = z.union([
  z.strictObject({ view: z.literal('fanOut'), notificationId: notificationIdSchema }),
  z.strictObject({ view: z.literal('activity') }),
])
export type FeedView = z.infer<typeof feedViewSchema>

/** The name of a view’s room. */
export function roomOf(view: FeedView): string {
  return view.view === 'fanOut' ? `fanOut ${view.notificationId}` : 'activity'
}

/** Counts of events since the last frame. At most four frames a second, and none without events. */
export type ActivityFrame = {
  /** Notifications accepted. */
  accepted: number
  /** Cursors moved by acks. */
  acked: number
  /** Registrations made or ended. */
  registrations: number
  /** Sessions of AOI Clients opened or closed. */
  sessions: number
  /** API keys made or revoked. */
  apiKeys: number
}

export const ticketSchema = z.strictObject({ ticket: z.string(), expiresAt: z.iso.datetime() })
export type Ticket = z.infer<typeof ticketSchema>

export type FeedToServer = {
  /** Answers `undefined`, or the reason of the refusal. */
  join: (view: FeedView, answer: (refused?: string) => void) => void
  leave: (view: FeedView) => void
}

/** Shows that the feed is alive, every `LIMITS.feedBeatSeconds`. `now`: the server's time, Unix ms. */
export type FeedBeat = { now: number }

export type FeedToPage = {
  beat: (beat: FeedBeat) => void
  fanOut: (frame: FanOutFrame) => void
  activity: (frame: ActivityFrame) => void
}

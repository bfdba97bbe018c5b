import { z } from 'zod'
import { LIMITS } from '../limits.ts'
import { notificationIdSchema } from '../notification.ts'
import type { FanOutFrame } from './fan-out.ts'
import { WALL_UNITS, type WallFrame } from './wall.ts'

/** Socket.IO namespace of the dashboard's feed; `auth.ticket` comes from `createTicket`. */
export const FEED_NAMESPACE = '/admin'

/**
 * The subject that a page follows. `activity`: counts of events, for lists and counts that follow the server. `wall`: the
 * live wall (`WallView`).
 */
export const feedViewSchema = z.union([
  z.strictObject({ view: z.literal('fanOut'), notificationId: notificationIdSchema }),
  z.strictObject({ view: z.literal('activity') }),
  z.strictObject({
    view: z.literal('wall'),
    unit: z.enum(WALL_UNITS),
    lanes: z.array(z.string().min(1).max(LIMITS.applicationNameBytes)).max(LIMITS.wallLanes).optional(),
    search: z.string().min(1).max(LIMITS.wallSearchLength).optional(),
    simulated: z.literal(true).optional(),
  }),
])
export type FeedView = z.infer<typeof feedViewSchema>

/** The name of a view’s room. */
export function roomOf(view: FeedView): string {
  if (view.view === 'fanOut') return `fanOut ${view.notificationId}`
  if (view.view === 'activity') return 'activity'
  const { unit, lanes = [], search = '', simulated = false } = view
  return `wall ${JSON.stringify([unit, [...lanes].sort(), search, simulated])}`
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
  /** Findings opened, resolved, or changed by an operator. */
  findings: number
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
  wall: (frame: WallFrame) => void
}

import type { Duplex } from 'node:stream'
import type { DefaultEventsMap, Namespace, Socket } from 'socket.io'
import { LIMITS } from '#protocol'
import {
  type FeedToPage,
  type FeedToServer,
  type FeedView,
  feedViewSchema,
  roomOf,
} from '#protocol/dashboard/feed.ts'
import { mayDo } from '#protocol/dashboard/roles.ts'
import type { Announcer } from '#server/core/announcement.ts'
import type { Clock } from '#server/core/clock.ts'
import type { Context } from '#server/core/context.ts'
import { isAoiError } from '#server/core/errors.ts'
import type { FanOutBoards } from '#server/core/fan-out/fan-out-boards.ts'
import type { MakeLimiter } from '#server/core/limiter.ts'
import { Shares } from '#server/core/limits/shares.ts'
import type { OperatorSession, Tickets } from '#server/core/operators/operators.ts'
import type { OnUnexpected } from '#server/core/unexpected.ts'
import type { LiveWall } from '#server/core/wall/live-wall.ts'
import { ActivityMeter } from './activity-meter.ts'
import { TicketGate } from './ticket-gate.ts'

const PLACE = { kind: 'socket', name: 'feed' } as const

type FeedData = { session?: OperatorSession }
type FeedSocket = Socket<FeedToServer, FeedToPage, DefaultEventsMap, FeedData>
type FeedNamespace = Namespace<FeedToServer, FeedToPage, DefaultEventsMap, FeedData>

export type FeedParts = {
  tickets: Tickets
  fanOut: FanOutBoards
  wall: LiveWall
  announcer: Announcer
  clock: Clock
  context: Pick<Context, 'limitWatch'>
  makeLimiter: MakeLimiter
  trustedProxies: number
  /** Called when the websocket has shown a ticket. */
  onBound: (socket: Duplex) => void
  isOwnOrigin: (origin: string) => boolean
  isOwnHost: (host: string | undefined) => boolean
  onUnexpected: OnUnexpected
}

/**
 * The dashboard's feed. Pages of signed-in operators join the rooms of their views and get frames with counts, never
 * one message for each recipient. The feed ends with the operator's session. Frames are volatile: a page that does not
 * read gets none, and reads the missed state anew.
 */
export function serveFeed(namespace: FeedNamespace, parts: FeedParts): void {
  const meter = new ActivityMeter(parts.clock, (frame) =>
    namespace.to(roomOf({ view: 'activity' })).volatile.emit('activity', frame),
  )
  // To the room: Socket.IO encodes each frame once for all its pages.
  parts.wall.listen((room, frame) => namespace.to(room).volatile.emit('wall', frame))
  parts.announcer.listen((announcement, origin) => {
    // One node alone looks for findings.
    if (origin === 'here' || announcement.kind === 'findingsChanged') meter.onAnnouncement(announcement)
    if (announcement.kind === 'operatorSessionEnded') endSession(namespace, announcement.sessionId)
  })
  const gate = new TicketGate({ ...parts, limitWatch: parts.context.limitWatch })
  namespace.use((socket, next) => {
    admit(socket, { ...parts, gate })
      .then((isAdmitted) => next(isAdmitted ? undefined : new Error('refused')))
      .catch((error: unknown) => {
        if (!isAoiError(error)) parts.onUnexpected(error, PLACE)
        next(new Error('refused'))
      })
  })
  const boards = new Shares({
    limit: 'fanOutBoardsPerOperator',
    places: Number.POSITIVE_INFINITY,
    share: LIMITS.fanOutBoardsPerOperator,
    desc: 'too many fan-outs are open: close one',
    ...{ retryAfter: 1, watch: parts.context.limitWatch },
  })
  namespace.on('connection', (socket) => {
    parts.onBound(socket.conn.request.socket)
    beat(socket, parts.clock)
    listen(socket, { ...parts, boards, watches: new Map() })
  })
}

/** Sends the page the current time, now and every few seconds until it leaves, so that it knows the feed is alive. */
function beat(socket: FeedSocket, clock: Clock): void {
  if (!socket.connected) return
  socket.volatile.emit('beat', { now: clock.now() })
  clock.after(LIMITS.feedBeatSeconds * 1000, () => beat(socket, clock))
}

async function admit(socket: FeedSocket, parts: FeedParts & { gate: TicketGate }): Promise<boolean> {
  const { headers, address } = socket.handshake
  const { origin, host } = headers
  const isOwn = origin !== undefined && parts.isOwnOrigin(origin) && parts.isOwnHost(host)
  const { ticket } = socket.handshake.auth
  if (!isOwn || typeof ticket !== 'string') return false
  const forwarded = String(headers['x-forwarded-for'] ?? '')
  const session = await parts.gate.take(ticket, { forwarded, neighbour: address })
  if (session === undefined || !mayDo(session.operator.role, 'read')) return false
  socket.data.session = session
  return true
}

/** Finds operators' sessions that ended without a message to this node: another node ended them. */
export async function findEndedSessions(
  namespace: FeedNamespace,
  tickets: Pick<Tickets, 'filterEnded'>,
): Promise<string[]> {
  const open = [...namespace.sockets.values()].flatMap(({ data }) => data.session?.sessionId ?? [])
  return tickets.filterEnded([...new Set(open)])
}

/** For each room, the function that stops watching it. */
type Watches = Map<string, Promise<() => void>>

function listen(socket: FeedSocket, parts: FeedParts & { watches: Watches; boards: Shares }): void {
  const { watches, onUnexpected } = parts
  // The page reconnects and reads everything anew.
  const failed = (error: unknown) => {
    onUnexpected(error, PLACE)
    socket.disconnect(true)
  }
  socket.on('join', (asked, answer) => {
    join(socket, { ...parts, asked })
      .then((refused) => typeof answer === 'function' && answer(refused))
      .catch(failed)
  })
  socket.on('leave', (asked) => {
    const view = feedViewSchema.safeParse(asked)
    if (view.success) leave(watches, roomOf(view.data)).catch(failed)
  })
  socket.on('disconnect', () => {
    for (const room of [...watches.keys()]) leave(watches, room).catch((error) => onUnexpected(error, PLACE))
  })
}

async function join(
  socket: FeedSocket,
  parts: FeedParts & { watches: Watches; boards: Shares; asked: unknown },
): Promise<string | undefined> {
  const view = feedViewSchema.safeParse(parts.asked)
  if (!view.success) return 'this view does not exist'
  const room = roomOf(view.data)
  if (parts.watches.has(room)) return undefined
  if (parts.watches.size >= LIMITS.feedRoomsPerOperator) return 'too many views are open: close one'
  const watching = watch(socket, { ...parts, view: view.data })
  parts.watches.set(room, watching)
  try {
    await watching
    return undefined
  } catch (error) {
    parts.watches.delete(room)
    if (isAoiError(error)) return error.message
    throw error
  }
}

async function watch(
  socket: FeedSocket,
  { fanOut, wall, boards, view }: FeedParts & { boards: Shares; view: FeedView },
): Promise<() => void> {
  if (view.view === 'fanOut') {
    const giveBack = boards.take([`operator ${socket.data.session?.operator.id ?? ''}`])
    try {
      const end = await fanOut.watch(view.notificationId, (frame) => socket.volatile.emit('fanOut', frame))
      return () => {
        end()
        giveBack()
      }
    } catch (error) {
      giveBack()
      throw error
    }
  }
  const end = view.view === 'wall' ? wall.watch(view) : undefined
  await socket.join(roomOf(view))
  return () => {
    end?.()
    void socket.leave(roomOf(view))
  }
}

async function leave(watches: Watches, room: string): Promise<void> {
  const watching = watches.get(room)
  watches.delete(room)
  const end = await watching?.catch(() => undefined)
  end?.()
}

function endSession(namespace: FeedNamespace, sessionId: string): void {
  for (const socket of namespace.sockets.values())
    if (socket.data.session?.sessionId === sessionId) socket.disconnect(true)
}

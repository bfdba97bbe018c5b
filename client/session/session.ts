import type { Socket } from 'socket.io-client'
import { io } from 'socket.io-client'
import type { z } from 'zod'
import type {
  AoiClosing,
  AoiHeartbeat,
  AoiSession,
  ClientAppRevoked,
  ClientToServerEvents,
  NotificationAck,
  NotificationGap,
  ServerToClientEvents,
  SessionAuth,
} from '../../protocol/session.ts'
import {
  AOI_NAMESPACE,
  aoiClosingSchema,
  aoiHeartbeatSchema,
  aoiSessionSchema,
  clientAppRevokedSchema,
  notificationGapSchema,
  SOCKET_PATH,
} from '../../protocol/session.ts'
import type { ClientLog } from '../client-log.ts'
import type { ClientClock } from '../clock.ts'
import { CLIENT_LIMITS } from '../limits.ts'
import { pathAt } from '../server-url.ts'
import { tolerant } from '../tolerant.ts'
import type { ReceivedNotification } from './received-notification.ts'
import { receivedNotificationSchema } from './received-notification.ts'
import type { SessionEnd } from './session-end.ts'
import { causeOfRefusal, endOfClosing, endOfConnection, endOfRefusal } from './session-end.ts'
import { sessionParser } from './session-parser.ts'

/** Listener of a session: `onOpened` comes first, `onEnded` last and once. */
export type SessionListener = {
  onOpened(message: AoiSession): void
  onNotification(message: ReceivedNotification): void
  onGap(message: NotificationGap): void
  onRevoked(message: ClientAppRevoked): void
  onHeartbeat(message: AoiHeartbeat): void
  /** The server is about to close: the last moment to acknowledge. */
  onClosing(message: AoiClosing): void
  onEnded(end: SessionEnd): void
}

export type SessionParts = {
  serverUrl: string
  auth: SessionAuth
  listener: SessionListener
  clock: ClientClock
  log: ClientLog
  socketOptions?: Record<string, unknown> | undefined
}

const SCHEMAS = {
  aoiSession: tolerant(aoiSessionSchema),
  notification: receivedNotificationSchema,
  notificationGap: tolerant(notificationGapSchema),
  clientAppRevoked: tolerant(clientAppRevokedSchema),
  aoiHeartbeat: tolerant(aoiHeartbeatSchema),
  aoiClosing: tolerant(aoiClosingSchema),
}

/** For Node's websocket; browsers have a bound of their own. */
const BOUNDS: Record<string, unknown> = { maxPayload: CLIENT_LIMITS.frameBytes }

type AoiSocket = Socket<ServerToClientEvents, ClientToServerEvents>

/** One AOI-2 session over one socket, which is never used again (`docs/protocol.md` section 3). */
export class Session {
  readonly #parts: SessionParts
  readonly #socket: AoiSocket
  readonly #cancelTimeout: () => void
  #ended = false

  constructor(parts: SessionParts) {
    this.#parts = parts
    this.#socket = io(new URL(AOI_NAMESPACE, parts.serverUrl).href, {
      ...BOUNDS,
      ...parts.socketOptions,
      parser: sessionParser,
      // The server names itself only to clients that ask for the element: older clients treat it as an error.
      query: { extensions: 'serverId' },
      path: pathAt(parts.serverUrl, SOCKET_PATH),
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: parts.auth,
    })
    this.#cancelTimeout = parts.clock.after(CLIENT_LIMITS.sessionOpenMilliseconds, () =>
      this.end({ kind: 'lost', reason: 'unreachable', desc: 'the server did not open the session in time' }),
    )
    this.#listen()
  }

  /** Sends a request and waits for the answer. Rejects if none comes in time or the session ends. */
  ask<Event extends Exclude<keyof ClientToServerEvents, 'notificationAck'>>(
    event: Event,
    message: Parameters<ClientToServerEvents[Event]>[0],
  ): Promise<unknown> {
    // Socket.IO would buffer it for a connection that never comes.
    if (this.#ended) return Promise.reject(new Error('the session has ended'))
    const socket: Socket = this.#socket
    return socket.timeout(CLIENT_LIMITS.requestMilliseconds).emitWithAck(event, message)
  }

  acknowledge(acks: NotificationAck['acks']): void {
    if (!this.#ended) this.#socket.emit('notificationAck', { messageType: 'notificationAck', acks })
  }

  /** Ends the session from this side. Idempotent. */
  end(end: SessionEnd): void {
    if (this.#ended) return
    this.#ended = true
    this.#cancelTimeout()
    this.#socket.disconnect()
    this.#parts.listener.onEnded(end)
  }

  #listen(): void {
    const { listener } = this.#parts
    this.#on('aoiSession', SCHEMAS.aoiSession, (message) => {
      this.#cancelTimeout()
      listener.onOpened(message)
    })
    this.#on('notification', SCHEMAS.notification, (message) => listener.onNotification(message))
    this.#on('notificationGap', SCHEMAS.notificationGap, (message) => listener.onGap(message))
    this.#on('clientAppRevoked', SCHEMAS.clientAppRevoked, (message) => listener.onRevoked(message))
    this.#on('aoiHeartbeat', SCHEMAS.aoiHeartbeat, (message) => listener.onHeartbeat(message))
    this.#on('aoiClosing', SCHEMAS.aoiClosing, (message) => {
      listener.onClosing(message)
      this.end(endOfClosing(message))
    })
    this.#socket.on('connect_error', (error: Error & { data?: unknown }) =>
      this.end(endOfRefusal(error.data, causeOfRefusal(error))),
    )
    this.#socket.on('disconnect', (reason) => this.end(endOfConnection(reason)))
  }

  /** Ignores messages that do not match the schema, and all messages after the end. */
  #on<Schema extends z.ZodType>(
    event: string,
    schema: Schema,
    take: (message: z.output<Schema>) => void,
  ): void {
    const socket: Socket = this.#socket
    socket.on(event, (message: unknown) => {
      if (this.#ended) return
      const parsed = schema.safeParse(withBytes(message))
      if (parsed.success) take(parsed.data)
      else this.#parts.log({ level: 'warn', event: 'messageNotUnderstood', messageType: event })
    })
  }
}

/** Browsers give binary as `ArrayBuffer`, Node as a `Buffer`. */
function withBytes(message: unknown): unknown {
  if (typeof message !== 'object' || message === null || !('data' in message)) return message
  return message.data instanceof ArrayBuffer ? { ...message, data: new Uint8Array(message.data) } : message
}

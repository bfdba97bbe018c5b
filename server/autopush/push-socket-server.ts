import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { LIMITS, PUSH_SOCKET_PROTOCOL } from '#protocol'
import type { Context } from '../core/context.ts'
import { AoiError } from '../core/errors.ts'
import { isLimitExceeded, type MakeLimiter } from '../core/limiter.ts'
import type { LimitWatch } from '../core/limits/limit-watch.ts'
import { Shares } from '../core/limits/shares.ts'
import type { OnUnexpected } from '../core/unexpected.ts'
import type { HandshakeGate } from '../hub/door/handshake-gate.ts'
import type { Hub } from '../hub/hub.ts'
import { callerOf } from '../ops/caller.ts'
import { every, stepErrors } from '../ops/every.ts'
import { BrowserLine } from './browser-line.ts'
import { Conversation } from './conversation.ts'

export type PushSocketParts = {
  context: Context
  hub: Hub
  gate: HandshakeGate
  /** Called when the browser has said hello, and is counted as a newcomer or has a session. */
  onBound: (socket: Duplex) => void
  isDraining: () => boolean
  makeLimiter: MakeLimiter
  trustedProxies: number
  /** Origins of pages that may connect themselves. The browsers that this door is for send no page's origin. */
  isAllowedOrigin: (origin: string) => boolean
  onUnexpected: OnUnexpected
}

export type RunningPushSocketServer = {
  /** Takes the `upgrade` event of the HTTP server, for this door's path. */
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** Closes every connection and stops the pings. */
  close: () => void
}

/** Opens Mozilla's push socket: websockets of browsers that use this server as their push service. */
export function openPushSocketServer(parts: PushSocketParts): RunningPushSocketServer {
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: LIMITS.messageBytes,
    handleProtocols: (protocols) => protocols.has(PUSH_SOCKET_PROTOCOL) && PUSH_SOCKET_PROTOCOL,
  })
  const lines = new Map<BrowserLine, Conversation>()
  const newcomers = new Shares({
    limit: 'pushSocketNewcomersPerAddress',
    places: LIMITS.pushSocketNewcomers,
    share: LIMITS.pushSocketNewcomersPerAddress,
    desc: 'too many browsers without a channel',
    ...{ retryAfter: 60, watch: parts.context.limitWatch },
  })
  const countRegistration = limitRegistrations(parts.makeLimiter, parts.context.limitWatch)
  const converse = (socket: WebSocket, request: IncomingMessage) => {
    const line = new BrowserLine({ socket, clock: parts.context.clock })
    const caller = {
      line,
      address: limitKeyOf(request, parts.trustedProxies),
      name: nameOf(request),
      enrolmentCode: codeOf(request),
      onGreeted: () => parts.onBound(request.socket),
    }
    const conversation = new Conversation({ ...parts, newcomers, countRegistration }, caller)
    lines.set(line, conversation)
    socket.on('message', (data, isBinary) =>
      conversation.guard(() => conversation.onMessage(isBinary ? undefined : String(data))),
    )
    // The `close` event says enough. A message that is too large comes as an error.
    socket.on('error', () => socket.terminate())
    socket.once('close', () => {
      lines.delete(line)
      conversation.guard(() => conversation.end())
    })
  }
  const stop = every({
    clock: parts.context.clock,
    milliseconds: LIMITS.pushSocketPingSeconds * 1000,
    onError: stepErrors(parts.onUnexpected, 'push socket pings'),
    run: () => {
      for (const [line, conversation] of lines) conversation.guard(() => line.ping())
    },
  })
  return {
    upgrade: (request, socket, head) => {
      const refusal = refusalOf(request, parts)
      if (refusal !== undefined) refuse(socket, refusal)
      else server.handleUpgrade(request, socket, head, converse)
    },
    close: () => {
      stop()
      for (const conversation of lines.values()) conversation.guard(() => conversation.goAway())
    },
  }
}

/**
 * Returns the status of a refusal. Browsers send the socket's own origin or none. A page sends its own origin and
 * should use AOI-2 instead.
 */
function refusalOf(request: IncomingMessage, parts: PushSocketParts): string | undefined {
  if (parts.isDraining()) return '503 Service Unavailable\r\nRetry-After: 5'
  const { origin } = request.headers
  const isPage = origin !== undefined && !/^wss?:\/\//.test(origin)
  return isPage && !parts.isAllowedOrigin(origin) ? '403 Forbidden' : undefined
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

/**
 * Counts registrations in the same limit as `POST /api/v1/aoi-clients`: one address has one share, through any door.
 */
function limitRegistrations(
  makeLimiter: MakeLimiter,
  limitWatch: Pick<LimitWatch, 'refused'>,
): (address: string) => Promise<void> {
  const points = LIMITS.aoiClientRegistrationsPerAddressPerMinute
  const perAddress = makeLimiter({ name: 'aoiClientRegistrations', points, seconds: 60 })
  return async (address) => {
    try {
      await perAddress.consume(address)
    } catch (error) {
      if (!isLimitExceeded(error)) throw error
      limitWatch.refused('aoiClientRegistrationsPerAddressPerMinute', `address ${address}`)
      throw new AoiError('tooMany', 'too many AOI Client registrations from this address', 60)
    }
  }
}

function limitKeyOf({ headers, socket }: IncomingMessage, trustedProxies: number): string {
  const forwarded = String(headers['x-forwarded-for'] ?? '')
  return callerOf({ forwarded, neighbour: socket.remoteAddress }, trustedProxies).limitKey
}

/** Browsers do not know enrolment codes, so the user adds `?code=` to the URL of the push service. */
function codeOf({ url = '' }: IncomingMessage): string | undefined {
  return new URLSearchParams(url.split('?')[1] ?? '').get('code') ?? undefined
}

function nameOf(request: IncomingMessage): string | undefined {
  return /Firefox\/\d{1,4}/.exec(request.headers['user-agent'] ?? '')?.[0].replace('/', ' ')
}

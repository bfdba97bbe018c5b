import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Socket as Connection, Server as Engine } from 'engine.io'
import { type DefaultEventsMap, type Namespace, Server as SocketServer } from 'socket.io'
import {
  AOI_NAMESPACE,
  type ClientToServerEvents,
  LIMITS,
  type NotificationAck,
  type ServerToClientEvents,
} from '#protocol'
import type { Clock } from '#server/core/clock.ts'
import type { Hub } from '../hub.ts'
import { MessageMeter } from '../session/message-meter.ts'
import type { Session } from '../session/session.ts'
import { type AckReceiver, AckTap } from '../wire/ack-tap.ts'
import { Handshake } from './handshake.ts'
import type { HandshakeGate } from './handshake-gate.ts'
import { type SessionEventParts, SessionEvents } from './session-events.ts'
import { type AoiSocket, type SocketData, SocketTransport } from './socket-transport.ts'

const FLOOD_RETRY_MILLISECONDS = 1000
const NOTHING = Object.freeze({})
const NOBODY_WAITS = new Map<number, never>()
const PING_MILLISECONDS = LIMITS.heartbeatSeconds * 1000

type OnAcks = (session: Session, acks: NotificationAck['acks']) => void

/** The meter of a connection, and its session once there is one. */
class MeteredConnection implements AckReceiver {
  readonly meter: MessageMeter
  session: Session | undefined
  /** All connections share it. */
  readonly #onAcks: OnAcks

  constructor(parts: { clock: Clock; onAcks: OnAcks }) {
    this.meter = new MessageMeter(parts.clock)
    this.#onAcks = parts.onAcks
  }

  receive(acks: NotificationAck['acks']): void {
    if (this.session !== undefined) this.#onAcks(this.session, acks)
  }

  pinged(): void {
    this.session?.pinged()
  }

  ponged(): void {
    this.session?.ponged()
  }
}

/** Engine.IO adds its own fields to the request. */
type EngineRequest = Parameters<Engine['handleUpgrade']>[0]

export type SocketServerParts = SessionEventParts & {
  hub: Hub
  /** False: this node serves no AOI Clients. */
  takesSessions: boolean
  gate: HandshakeGate
  /** Called when the websocket has shown a credential. */
  onBound: (socket: Duplex) => void
  trustedProxies: number
  answerLog: { count: (name: string) => void }
  /** Origins of pages that may connect. A client that is not a browser sends no origin and needs none. */
  isAllowedOrigin: (origin: string) => boolean
}

export type RunningSocketServer = {
  io: SocketServer
  /** Takes the `upgrade` event of the HTTP server, for paths under `/socket.io/`. */
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
}

/** Opens the hub's door: Socket.IO over websocket only, namespace `/aoi`. */
export function openSocketServer(parts: SocketServerParts): RunningSocketServer {
  const engine = new Engine({
    transports: ['websocket'],
    allowUpgrades: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: LIMITS.messageBytes,
    pingInterval: PING_MILLISECONDS,
    pingTimeout: 20_000,
    allowRequest: (request, decide) => {
      const { origin } = request.headers
      decide(null, origin === undefined || parts.isAllowedOrigin(origin))
    },
  })
  const io = new SocketServer({ serveClient: false, connectTimeout: LIMITS.bindSeconds * 1000 })
  io.bind(engine)
  // Socket.IO's default namespace asks for no credential, so a socket in it could stay for ever.
  io.use((_socket, next) => next(new Error('refused')))
  const events = new SessionEvents(parts)
  const onAcks: OnAcks = (session, acks) => {
    if (!session.meter.take()) closeFlooded(session)
    events.acknowledge(session, acks)
  }
  const metered = meterConnections(engine, { clock: parts.context.clock, onAcks })
  if (parts.takesSessions) admit(io, { ...parts, events, meteredOf: ({ conn }) => metered.get(conn) })
  return {
    io,
    upgrade: (request, socket, head) => {
      AckTap.set(socket, head)
      // The answer to the upgrade and Engine.IO's first packet, which follows in this turn, go out in one write.
      socket.cork()
      upgradeAndForget(engine, { request: request as EngineRequest, socket, head })
      setImmediate(() => socket.uncork())
    },
  }
}

function admit(
  io: SocketServer,
  parts: SocketServerParts & {
    events: SessionEvents
    meteredOf: (socket: AoiSocket) => MeteredConnection | undefined
  },
): void {
  const aoi: Namespace<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData> =
    io.of(AOI_NAMESPACE)
  keepNoRooms(aoi)
  aoi.use(new Handshake(parts).admit)
  const join = (socket: AoiSocket): void => {
    const { binding } = socket.data
    const [metered, tap] = [parts.meteredOf(socket), AckTap.of(socket.conn.request.socket)]
    if (binding === undefined || metered === undefined) throw new Error('a socket joined without a binding')
    parts.onBound(socket.conn.request.socket)
    const transport = new SocketTransport({ socket, clock: parts.context.clock })
    const session = parts.hub.join(transport, { binding, meter: metered.meter })
    metered.session = session
    socket.data = { session }
    forgetHandshake(socket)
    parts.events.listen(socket)
    tap?.open(socket.conn, metered)
  }
  aoi.on('connection', (socket) => {
    try {
      join(socket)
    } catch (error) {
      parts.onUnexpected(error, { kind: 'socket', name: 'session' })
      socket.disconnect(true)
    }
  })
}

/**
 * Lets go of data that Socket.IO would keep as long as the session: the request with its headers, the credential, and a
 * map of pending answers, which this server never uses. The fields are overwritten, not deleted. V8 turns an object
 * that loses a property into a dictionary, which is larger and slower.
 */
function forgetHandshake(socket: AoiSocket): void {
  Object.assign(socket, { handshake: NOTHING, acks: NOBODY_WAITS })
  Object.assign(socket.conn, { request: undefined })
}

/**
 * Upgrades and removes the first listener that Engine.IO adds. That listener reports the end of the connection to
 * middleware. There is no middleware, and the listener would keep the request as long as the connection.
 */
function upgradeAndForget(
  engine: Engine,
  { request, socket, head }: { request: EngineRequest; socket: Duplex; head: Buffer },
): void {
  const before = socket.listenerCount('close')
  engine.handleUpgrade(request, socket, head)
  const first = socket.rawListeners('close')[before] as (() => void) | undefined
  if (first !== undefined) socket.off('close', first)
}

/** No socket uses rooms here. Without this, Socket.IO would keep two sets and two map entries for each socket. */
function keepNoRooms({ adapter }: Namespace): void {
  adapter.addAll = () => undefined
}

/**
 * Counts the messages of each connection. Closes a session that sends too many, and cuts a connection that has no
 * session yet. All connections share one listener: a closure for each would live as long as its connection.
 */
function meterConnections(
  engine: Engine,
  parts: { clock: Clock; onAcks: OnAcks },
): WeakMap<Connection, MeteredConnection> {
  const metered = new WeakMap<Connection, MeteredConnection>()
  function count(this: Connection): void {
    const { meter, session } = metered.get(this) ?? {}
    if (meter === undefined || meter.take()) return
    if (session === undefined) this.close(true)
    else closeFlooded(session)
  }
  engine.on('connection', (connection: Connection) => {
    metered.set(connection, new MeteredConnection(parts))
    connection.on('packet', count)
  })
  return metered
}

function closeFlooded(session: Session): void {
  session.close(4429, FLOOD_RETRY_MILLISECONDS)
}

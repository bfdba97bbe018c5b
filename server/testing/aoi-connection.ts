import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import {
  AOI_NAMESPACE,
  type AoiClosing,
  type AoiHeartbeat,
  type AoiSession,
  aoiClosingSchema,
  aoiHeartbeatSchema,
  aoiSessionSchema,
  type ClientAppDeregistrationRes,
  type ClientAppRegistrationRes,
  type ClientAppRevoked,
  clientAppRevokedSchema,
  type NotificationGap,
  notificationGapSchema,
  type SessionNotification,
  type SessionRefusal,
  SOCKET_PATH,
  sessionNotificationSchema,
  type Urgency,
} from '#protocol'

/** Long enough for a slow machine. A test that waits this long has failed. */
const PATIENCE_MILLISECONDS = 30_000

export type Credential = { aoiClientId: string; aoiClientSecret: string }

type Messages = {
  aoiSession: AoiSession
  notification: SessionNotification
  notificationGap: NotificationGap
  clientAppRevoked: ClientAppRevoked
  aoiHeartbeat: AoiHeartbeat
  aoiClosing: AoiClosing
}
export type Received = { [Name in keyof Messages]: { name: Name; message: Messages[Name] } }[keyof Messages]

const SCHEMAS = {
  aoiSession: aoiSessionSchema,
  notification: sessionNotificationSchema,
  notificationGap: notificationGapSchema,
  clientAppRevoked: clientAppRevokedSchema,
  aoiHeartbeat: aoiHeartbeatSchema,
  aoiClosing: aoiClosingSchema,
} as const

type Options = { auth?: object; namespace?: string; socket?: Partial<ManagerOptions & SocketOptions> }

/**
 * One connection to the hub over the real wire. It checks every event by its schema and keeps the order of arrival. It
 * acknowledges nothing by itself.
 */
export class AoiConnection {
  readonly socket: Socket
  readonly received: Received[] = []
  readonly #waiting = new Set<() => void>()
  #refusal: (Error & { data?: SessionRefusal }) | undefined
  #ended: string | undefined

  /** Starts to connect. */
  constructor(url: string, options: Options = {}) {
    this.socket = io(new URL(options.namespace ?? AOI_NAMESPACE, url).href, {
      path: SOCKET_PATH,
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: options.auth ?? {},
      ...options.socket,
    })
    for (const name of Object.keys(SCHEMAS) as (keyof Messages)[]) {
      this.socket.on(name, (message: unknown) => {
        this.received.push({ name, message: SCHEMAS[name].parse(message) } as Received)
        this.#wake()
      })
    }
    this.socket.on('connect_error', (error) => {
      this.#refusal = error
      this.#wake()
    })
    this.socket.on('disconnect', (reason) => {
      this.#ended = reason
      this.#wake()
    })
  }

  /** Connects as an AOI Client and waits for its session. */
  static async open(
    url: string,
    as: Credential & { epoch?: string; cursors?: object; minimumUrgency?: Urgency },
  ): Promise<AoiConnection> {
    const connection = new AoiConnection(url, { auth: { protocol: 1, ...as } })
    await connection.first('aoiSession')
    return connection
  }

  /** Returns the messages of one name that have arrived, in order. */
  all<Name extends keyof Messages>(name: Name): Messages[Name][] {
    return this.received.flatMap((event) => (event.name === name ? [event.message as Messages[Name]] : []))
  }

  /** Returns the payloads of all notifications that have arrived, in order. */
  payloads(): unknown[] {
    return this.all('notification').map((message) => ('payload' in message ? message.payload : message.data))
  }

  /** Waits for the `count`-th message of the name. */
  async first<Name extends keyof Messages>(name: Name, count = 1): Promise<Messages[Name]> {
    return this.until(`${name} number ${count}`, () => this.all(name)[count - 1])
  }

  /** Waits until the notifications and gaps reach `seq` of the token. Returns all of them. */
  async reach(clientAppToken: string, seq: number): Promise<(SessionNotification | NotificationGap)[]> {
    return this.until(`seq ${seq}`, () => {
      const steps = this.steps(clientAppToken)
      return steps.some((step) => ('seq' in step ? step.seq : step.toSeq) >= seq) ? steps : undefined
    })
  }

  steps(clientAppToken: string): (SessionNotification | NotificationGap)[] {
    return this.received.flatMap(({ name, message }) =>
      (name === 'notification' || name === 'notificationGap') && message.clientAppToken === clientAppToken
        ? [message]
        : [],
    )
  }

  /** Waits for the refusal of the session, and returns its reason. */
  async refused(): Promise<SessionRefusal | undefined> {
    return (await this.until('a refusal', () => this.#refusal)).data
  }

  /** Waits for the end of the connection. Returns the reason in Socket.IO's words. */
  ended(): Promise<string> {
    return this.until('the end', () => this.#ended)
  }

  async register(as: Credential, elements: object): Promise<ClientAppRegistrationRes> {
    return this.ask('clientAppRegistrationReq', {
      messageType: 'clientAppRegistrationReq',
      aoiClientId: as.aoiClientId,
      ApplicationName: 'com.example.chat',
      ...elements,
    })
  }

  async deregister(as: Credential, clientAppToken: string): Promise<ClientAppDeregistrationRes> {
    const { aoiClientId } = as
    const message = { messageType: 'clientAppDeregistrationReq', aoiClientId, clientAppToken }
    return this.ask('clientAppDeregistrationReq', message)
  }

  ask<Answer>(event: string, ...message: unknown[]): Promise<Answer> {
    return this.socket.timeout(PATIENCE_MILLISECONDS).emitWithAck(event, ...message)
  }

  /** Acknowledges, and waits for the server's confirmation. */
  acknowledge(...acks: [clientAppToken: string, seq: number][]): Promise<void> {
    return this.ask('notificationAck', { messageType: 'notificationAck', acks })
  }

  close(): void {
    this.socket.disconnect()
  }

  /** Calls `find` now and after each event until it returns a value. Rejects after `PATIENCE_MILLISECONDS`. */
  until<Found>(what: string, find: () => Found | undefined): Promise<Found> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = find()
        if (found === undefined) return
        clearTimeout(timer)
        this.#waiting.delete(look)
        resolve(found)
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(look)
        reject(new Error(`no ${what} came; what came: ${this.#describe()}`))
      }, PATIENCE_MILLISECONDS)
      this.#waiting.add(look)
      look()
    })
  }

  #wake(): void {
    for (const look of [...this.#waiting]) look()
  }

  #describe(): string {
    const names = this.received.map(({ name }) => name).join(', ')
    const refusal = this.#refusal
    const refused =
      refusal === undefined ? 'not refused' : `refused: ${JSON.stringify(refusal.data ?? refusal.message)}`
    return `${names || 'nothing'}; ${refused}; ${this.#ended ?? 'not ended'}`
  }
}

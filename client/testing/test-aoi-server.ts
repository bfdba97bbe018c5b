import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'
import { findBase64urlBytes } from '../../protocol/base64url.ts'
import {
  type AoiClientAppRegistrationReq,
  type AoiClosing,
  aoiClientAppRegistrationReqSchema,
  aoiClientRegistrationReqSchema,
  type ClientAppRegistrationRes,
  clientAppDeregistrationReqSchema,
  notificationAckSchema,
  type SessionAuth,
  type SessionNotification,
  type SessionRefusal,
  sessionAuthSchema,
  tokenProofNonceReqSchema,
  type WebPushHeaders,
  webPushEndpoint,
} from '../../protocol/index.ts'
import { deriveSharedToken, sharedToken, uniqueToken } from '../../protocol/token.ts'
import { verifyTokenProof } from '../../protocol/token-proof.ts'
import { argon2idNode } from '../argon2id-node.ts'

type Entry = SessionNotification | { gap: 'expired' }
type Body = { payload: unknown } | { data: Uint8Array; headers?: WebPushHeaders }
type Member = { ackedSeq: number; applicationName: string }

/** Overrides of the server's usual behaviour, set by a test. */
export type Script = {
  refuseHandshake?: ((auth: SessionAuth) => SessionRefusal | undefined) | undefined
  /** In place of registering. */
  answerRegistration?: (() => ClientAppRegistrationRes | undefined) | undefined
  /** Called after the registration and before its answer; if it returns false, the answer is never sent. */
  beforeAnswer?: ((token: string) => boolean) | undefined
}

/**
 * A small AOI Server for tests of the AOI Client: the server's side of `docs/protocol.md` 2 to 4, in memory, with one
 * socket per AOI Client. It checks every message strictly and records the messages for the tests.
 */
export class TestAoiServer {
  readonly script: Script = {}
  readonly handshakes: SessionAuth[] = []
  readonly violations: string[] = []
  readonly requests: string[] = []
  /** Tokens that were registered for Web Push. */
  readonly webPushTokens = new Set<string>()
  epoch = 'e1'
  /** Its identity; undefined as on servers that have none. */
  serverId: string | undefined = 'as_testtesttesttesttest11'
  #port = 0
  readonly #http = createServer((request, response) => void this.#answerHttp(request, response))
  readonly #io = new Server(this.#http, { transports: ['websocket'], serveClient: false })
  readonly #secrets = new Map<string, string>()
  readonly #members = new Map<string, Map<string, Member>>()
  readonly #logs = new Map<string, Entry[]>()
  readonly #sockets = new Map<string, Socket>()
  readonly #nonces = new Set<string>()
  /** Seeds that the server received. */
  readonly seeds: string[] = []

  static async start(): Promise<TestAoiServer> {
    const server = new TestAoiServer()
    server.#http.listen(0, '127.0.0.1')
    await once(server.#http, 'listening')
    server.#port = (server.#http.address() as AddressInfo).port
    server.#serve()
    return server
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** AOI Clients with an open session. */
  get online(): string[] {
    return [...this.#sockets.keys()]
  }

  /** Tokens with members, and how many. */
  get memberships(): Record<string, number> {
    const counts: Record<string, number> = {}
    for (const members of this.#members.values()) {
      for (const token of members.keys()) counts[token] = (counts[token] ?? 0) + 1
    }
    return counts
  }

  /** The acknowledged seq of each AOI Client for the token. */
  ackedSeqs(token: string): number[] {
    return [...this.#members.values()].flatMap((members) => members.get(token)?.ackedSeq ?? [])
  }

  /** Accepts a notification and sends it to the connected members. Returns its id. */
  send(token: string, body: Body): string {
    const id = this.sendSilently(token, body)
    this.#publish(token, this.#logOf(token).length)
    return id
  }

  /** Sends the notifications of the log again, from this seq on. */
  repeat(token: string, fromSeq: number): void {
    this.#publish(token, fromSeq)
  }

  /** Accepts a notification but loses the hint to send it. Returns its id. */
  sendSilently(token: string, body: Body): string {
    const log = this.#logOf(token)
    const notification = {
      messageType: 'notification',
      clientAppToken: token,
      seq: log.length + 1,
      id: randomUUID(),
      sentAt: '2030-01-01T00:00:00.000Z',
      expiresAt: '2030-01-02T00:00:00.000Z',
      ...('data' in body ? { headers: { encoding: 'aes128gcm' }, ...body } : body),
    } as SessionNotification
    log.push(notification)
    return notification.id
  }

  /** Accepts `count` notifications that expire at once. */
  sendExpired(token: string, count: number): void {
    const log = this.#logOf(token)
    const fromSeq = log.length + 1
    for (let n = 0; n < count; n += 1) log.push({ gap: 'expired' })
    this.#publish(token, fromSeq)
  }

  /** Emits anything to every open session. */
  emit(event: string, message: unknown): void {
    for (const socket of this.#sockets.values()) socket.emit(event, message)
  }

  /** Sends a heartbeat with the heads of these tokens to every open session. */
  beat(tokens: string[]): void {
    const heads = tokens.map((token) => [token, this.#logOf(token).length])
    this.emit('aoiHeartbeat', { messageType: 'aoiHeartbeat', serverTime: '2030-01-01T00:00:00.000Z', heads })
  }

  /** Writes a packet of Socket.IO as it is to every open session. */
  writeRaw(packet: string): void {
    for (const socket of this.#sockets.values()) socket.conn.write(packet)
  }

  /** Sends `aoiClosing`, and closes every session. */
  closeSessions(closing: Omit<AoiClosing, 'messageType'>): void {
    for (const socket of this.#sockets.values()) {
      socket.emit('aoiClosing', { messageType: 'aoiClosing', ...closing })
      socket.disconnect(true)
    }
  }

  /** Cuts every connection without `aoiClosing`. */
  cut(): void {
    for (const socket of this.#sockets.values()) socket.conn.close(true)
  }

  revoke(token: string): void {
    for (const members of this.#members.values()) members.delete(token)
    this.emit('clientAppRevoked', {
      messageType: 'clientAppRevoked',
      clientAppToken: token,
      reason: 'revoked by the operator',
    })
  }

  /** Removes the log after `headSeq`, as a database restored from a backup does. */
  goBack(token: string, { headSeq, ackedSeq }: { headSeq: number; ackedSeq: number }): void {
    this.#logOf(token).splice(headSeq)
    for (const members of this.#members.values()) {
      const member = members.get(token)
      if (member !== undefined) member.ackedSeq = ackedSeq
    }
  }

  /** Stands for another server from now on, as after a move of its address. */
  takeOver(other: TestAoiServer): void {
    this.serverId = other.serverId
    for (const [id, secret] of other.#secrets) this.#secrets.set(id, secret)
    for (const [id, members] of other.#members) this.#members.set(id, members)
    for (const [token, log] of other.#logs) this.#logs.set(token, log)
  }

  async stop(): Promise<void> {
    await this.#io.close()
  }

  async #answerHttp(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Uint8Array[] = []
    for await (const chunk of request) chunks.push(chunk as Uint8Array)
    this.requests.push(`${request.method} ${request.url}`)
    if (request.url === '/api/ready') {
      const { serverId } = this
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ code: '200', serverId }))
      return
    }
    this.#check(aoiClientRegistrationReqSchema, JSON.parse(Buffer.concat(chunks).toString()))
    const [aoiClientId, aoiClientSecret] = [randomText('ac_', 16), randomText('', 32)]
    this.#secrets.set(aoiClientId, aoiClientSecret)
    this.#members.set(aoiClientId, new Map())
    const answer = {
      messageType: 'aoiClientRegistrationRes',
      code: '200',
      desc: 'OK',
      aoiClientId,
      aoiClientSecret,
    }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
  }

  #serve(): void {
    const namespace = this.#io.of('/aoi')
    namespace.use((socket, next) => {
      const auth = this.#check(sessionAuthSchema, socket.handshake.auth)
      this.handshakes.push(auth)
      const known = this.#secrets.get(auth.aoiClientId) === auth.aoiClientSecret
      const refusal = known ? this.script.refuseHandshake?.(auth) : { code: '401', desc: 'Unauthorized' }
      next(refusal === undefined ? undefined : Object.assign(new Error('refused'), { data: refusal }))
    })
    namespace.on('connection', (socket) =>
      this.#openSession(socket, sessionAuthSchema.parse(socket.handshake.auth)),
    )
  }

  #openSession(socket: Socket, auth: SessionAuth): void {
    const { aoiClientId } = auth
    const members = this.#members.get(aoiClientId) ?? new Map<string, Member>()
    this.#sockets.set(aoiClientId, socket)
    socket.on('disconnect', () => {
      if (this.#sockets.get(aoiClientId) === socket) this.#sockets.delete(aoiClientId)
    })
    socket.on('clientAppRegistrationReq', (message, answer) => void this.#register(message, answer))
    socket.on('clientAppDeregistrationReq', (message, answer) => {
      const { clientAppToken } = this.#check(clientAppDeregistrationReqSchema, message)
      this.requests.push('clientAppDeregistrationReq')
      members.delete(clientAppToken)
      answer({ messageType: 'clientAppDeregistrationRes', code: '200', desc: 'OK' })
    })
    socket.on('tokenProofNonceReq', (message, answer) => {
      this.#check(tokenProofNonceReqSchema, message)
      this.requests.push('tokenProofNonceReq')
      const nonce = randomText('', 16)
      this.#nonces.add(nonce)
      answer({ messageType: 'tokenProofNonceRes', code: '200', desc: 'OK', nonce, expiresIn: 60 })
    })
    socket.on('notificationAck', (message) => this.#acknowledge(members, message))
    this.#greet(socket, { members, auth })
  }

  #greet(socket: Socket, { members, auth }: { members: Map<string, Member>; auth: SessionAuth }): void {
    const registrations = [...members].map(
      ([clientAppToken, { ackedSeq, applicationName: ApplicationName }]) => ({
        clientAppToken,
        ApplicationName,
        ackedSeq,
        headSeq: this.#logOf(clientAppToken).length,
      }),
    )
    const { epoch, serverId } = this
    const knows = socket.handshake.query.extensions === 'serverId'
    socket.emit('aoiSession', {
      messageType: 'aoiSession',
      epoch,
      ...(knows && { serverId }),
      serverTime: '2030-01-01T00:00:00.000Z',
      registrations,
    })
    for (const { clientAppToken, ackedSeq, headSeq } of registrations) {
      const claimed = auth.epoch === epoch ? (auth.cursors?.[clientAppToken] ?? 0) : 0
      const fromSeq = (claimed > headSeq ? ackedSeq : Math.max(ackedSeq, claimed)) + 1
      this.#sendFrom(socket, { token: clientAppToken, fromSeq })
    }
  }

  async #register(raw: unknown, answer: (message: ClientAppRegistrationRes) => void): Promise<void> {
    const message = this.#check(aoiClientAppRegistrationReqSchema, raw)
    this.requests.push('clientAppRegistrationReq')
    const scripted = this.script.answerRegistration?.()
    if (scripted !== undefined) return answer(scripted)
    const clientAppToken = await this.#tokenOf(message)
    const { ApplicationName: applicationName } = message
    if (message.webPush) this.webPushTokens.add(clientAppToken)
    const members = this.#members.get(message.aoiClientId)
    if (members?.has(clientAppToken) === false) {
      members.set(clientAppToken, { ackedSeq: this.#logOf(clientAppToken).length, applicationName })
    }
    if (this.script.beforeAnswer?.(clientAppToken) === false) return
    answer({
      messageType: 'clientAppRegistrationRes',
      code: '200',
      desc: 'OK',
      clientAppToken,
      aoiServerUrl: this.url,
      webPushEndpoint: webPushEndpoint(this.url, clientAppToken),
    })
  }

  async #tokenOf(message: AoiClientAppRegistrationReq): Promise<string> {
    const { ApplicationName: applicationName, tokenSeed, tokenProof, tokenScope = '', vapidKey } = message
    const input = { applicationName, tokenScope, ...(vapidKey !== undefined && { vapidKey }) }
    if (tokenSeed !== undefined) {
      this.seeds.push(tokenSeed)
      return deriveSharedToken(argon2idNode, { ...input, tokenSeed })
    }
    if (tokenProof === undefined) return uniqueToken(randomBytes(32))
    const { origin, nonce, pkReg, signature } = tokenProof
    const statement = { ...input, origin, nonce, pkReg, aoiClientId: message.aoiClientId }
    const isProven = this.#nonces.delete(nonce) && verifyTokenProof(signature, statement)
    if (!isProven || origin !== this.url) this.violations.push('a proof does not hold')
    return sharedToken({ ...input, pkReg: findBase64urlBytes(pkReg) ?? new Uint8Array() })
  }

  #acknowledge(members: Map<string, Member>, raw: unknown): void {
    for (const [token, seq] of this.#check(notificationAckSchema, raw).acks) {
      const member = members.get(token)
      if (member === undefined) this.violations.push(`acknowledged ${token} without a registration`)
      else if (seq > this.#logOf(token).length)
        this.violations.push(`acknowledged ${seq}, which was never sent`)
      else member.ackedSeq = Math.max(member.ackedSeq, seq)
    }
  }

  #publish(token: string, fromSeq: number): void {
    for (const [aoiClientId, socket] of this.#sockets) {
      if (this.#members.get(aoiClientId)?.has(token)) this.#sendFrom(socket, { token, fromSeq })
    }
  }

  #sendFrom(socket: Socket, { token, fromSeq }: { token: string; fromSeq: number }): void {
    for (const [index, entry] of this.#logOf(token)
      .slice(fromSeq - 1)
      .entries()) {
      const seq = fromSeq + index
      if ('seq' in entry) socket.emit('notification', entry)
      else {
        const gap = { clientAppToken: token, fromSeq: seq, toSeq: seq, reason: entry.gap }
        socket.emit('notificationGap', { messageType: 'notificationGap', ...gap })
      }
    }
  }

  #logOf(token: string): Entry[] {
    const log = this.#logs.get(token) ?? []
    this.#logs.set(token, log)
    return log
  }

  #check<Output>(schema: { parse: (raw: unknown) => Output }, raw: unknown): Output {
    try {
      return schema.parse(raw)
    } catch (error) {
      this.violations.push(String(error))
      throw error
    }
  }
}

function randomText(prefix: string, bytes: number): string {
  return `${prefix}${randomBytes(bytes).toString('base64url')}`
}

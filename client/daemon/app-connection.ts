import { once, setMaxListeners } from 'node:events'
import type { Socket } from 'node:net'
import type { DaemonMessage, DaemonRequest } from '../../protocol/daemon.ts'
import type { AoiClient } from '../aoi-client.ts'
import type { AppInstances, RegistrationRequest } from './app-instances.ts'
import type { DeregistrationRequest } from './app-registrations.ts'
import { AppRegistrations } from './app-registrations.ts'
import { DAEMON_LIMITS } from './daemon-limits.ts'
import { parseRequest } from './parse-request.ts'
import { LineTooLong, readLines } from './read-lines.ts'
import type { RequestFailure } from './request-refusal.ts'
import { findRequestFailure, toFailure } from './request-refusal.ts'

export type ConnectionWorld = {
  aoiClient: AoiClient
  instances: AppInstances
  /**
   * True on TCP: a line that is no JSON object ends the connection. A web page can make a browser send HTTP there, and
   * the daemon would otherwise read its body as requests.
   */
  endsOnForeign: boolean
  /** Called with unexpected errors; the app gets `503`. */
  onError: (error: unknown) => void
}

/** One Client Application's connection to the daemon (AOI-1). */
export class AppConnection {
  readonly #socket: Socket
  readonly #world: ConnectionWorld
  readonly #registrations: AppRegistrations
  readonly #underway = new Set<Promise<void>>()
  readonly #ended = new AbortController()

  constructor(socket: Socket, world: ConnectionWorld) {
    this.#socket = socket
    this.#world = world
    // Every request under way listens to this signal, and so does the wait for capacity.
    setMaxListeners(DAEMON_LIMITS.requestsAtOnce + 1, this.#ended.signal)
    this.#registrations = new AppRegistrations({
      aoiClient: world.aoiClient,
      instances: world.instances,
      ended: this.#ended.signal,
      push: (line) => this.#writeLine(line),
    })
  }

  /** Serves the app until either side ends the connection. Never rejects. */
  async serve(): Promise<void> {
    this.#socket.on('error', () => this.#socket.destroy())
    this.#socket.once('close', () => this.#ended.abort())
    try {
      await this.#readRequests()
    } catch (error) {
      this.#endFor(error)
    }
    this.end()
    await Promise.allSettled(this.#underway)
    try {
      await this.#registrations.end()
    } catch (error) {
      this.#world.onError(error)
    }
  }

  /** A closed socket is normal; every other error is reported. */
  #endFor(error: unknown): void {
    if (error instanceof LineTooLong) this.#refuse(`a line must be at most ${DAEMON_LIMITS.lineBytes} bytes`)
    else if (this.#socket.errored === null && !this.#ended.signal.aborted) this.#world.onError(error)
  }

  /** Ends the connection after the app has read the pending output. An app that goes on sending is cut off. */
  end(): void {
    this.#ended.abort()
    this.#socket.end()
    this.#socket.resume()
    setTimeout(() => this.#socket.destroy(), DAEMON_LIMITS.lingerMilliseconds).unref()
  }

  async #readRequests(): Promise<void> {
    const chunks = this.#socket.iterator({ destroyOnReturn: false })
    for await (const line of readLines(chunks, DAEMON_LIMITS.lineBytes)) {
      if (this.#ended.signal.aborted) return
      if (line.byteLength === 0) continue
      const parsed = parseRequest(line)
      if (parsed.kind === 'request') this.#take(parsed.request)
      else this.#write(parsed.answer)
      if (parsed.kind === 'foreign' && this.#world.endsOnForeign) return
      await this.#makeRoom()
    }
  }

  /** Back-pressure: stops reading while the app does not read its answers, or has too many requests under way. */
  async #makeRoom(): Promise<void> {
    while (this.#underway.size >= DAEMON_LIMITS.requestsAtOnce) await Promise.race(this.#underway)
    if (this.#socket.writableNeedDrain) await once(this.#socket, 'drain', { signal: this.#ended.signal })
  }

  #take(request: DaemonRequest): void {
    if (request.messageType === 'notificationAck') {
      this.#registrations.acknowledge(request.id)
      return
    }
    const work =
      request.messageType === 'clientAppRegistrationReq' ? this.#register(request) : this.#deregister(request)
    this.#underway.add(work)
    void work.finally(() => this.#underway.delete(work))
  }

  async #register({ requestId, ...request }: RegistrationRequest): Promise<void> {
    const echo = requestId === undefined ? {} : { requestId }
    try {
      const { registration, attach } = await this.#registrations.register(request)
      const { token, desc, aoiServerUrl, webPushEndpoint } = registration
      this.#write({
        messageType: 'clientAppRegistrationRes',
        code: '200',
        desc,
        clientAppToken: token,
        ...(aoiServerUrl !== undefined && { aoiServerUrl }),
        ...(webPushEndpoint !== undefined && { webPushEndpoint }),
        ...echo,
      })
      if (!this.#ended.signal.aborted) attach()
    } catch (error) {
      this.#write({ messageType: 'clientAppRegistrationRes', ...this.#explain(error), ...echo })
    }
  }

  async #deregister({ requestId, clientAppToken }: DeregistrationRequest): Promise<void> {
    const messageType = 'clientAppDeregistrationRes'
    const echo = requestId === undefined ? {} : { requestId }
    try {
      await this.#registrations.deregister(clientAppToken)
      this.#write({ messageType, code: '200', desc: 'OK', ...echo })
    } catch (error) {
      this.#write({ messageType, ...this.#explain(error), ...echo })
    }
  }

  #explain(error: unknown): RequestFailure {
    const failure = findRequestFailure(error, this.#world.aoiClient)
    if (failure !== undefined) return failure
    // A registration that the end of its connection interrupted rejects with the signal's reason.
    if (!this.#ended.signal.aborted) this.#world.onError(error)
    return toFailure('503', 'the AOI Client failed to do this')
  }

  #refuse(desc: string): void {
    this.#write({ messageType: 'error', code: '400', desc })
  }

  #write(message: DaemonMessage): void {
    this.#writeLine(JSON.stringify(message))
  }

  #writeLine(line: string): void {
    if (this.#socket.writable) this.#socket.write(`${line}\n`)
  }
}

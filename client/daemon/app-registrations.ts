import type { DaemonRequest } from '../../protocol/daemon.ts'
import type { AoiClient, ClientAppRegistration } from '../aoi-client.ts'
import type { AppInstance, AppInstances, RegistrationRequest } from './app-instances.ts'
import { registrationKey } from './app-instances.ts'
import { AppRegistration } from './app-registration.ts'
import { DAEMON_LIMITS } from './daemon-limits.ts'
import { findErrorCode, RequestRefusal } from './request-refusal.ts'

export type DeregistrationRequest = Extract<DaemonRequest, { messageType: 'clientAppDeregistrationReq' }>

type Parts = {
  aoiClient: AoiClient
  instances: AppInstances
  /** Aborted when the connection has ended. */
  ended: AbortSignal
  push: (line: string) => void
}

/** The registrations of one connection. */
export class AppRegistrations {
  readonly #parts: Parts
  /** By `#key` of the request: the same request on one connection gets the same registration. */
  readonly #asked = new Map<string, Promise<AppRegistration>>()
  readonly #held = new Map<string, AppRegistration>()
  #unnamed = 0

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Registers. The caller calls `attach` after it has answered the app. */
  async register(
    request: RegistrationRequest,
  ): Promise<{ registration: ClientAppRegistration; attach: () => void }> {
    const key = this.#key(request)
    const asked = this.#asked.get(key) ?? this.#claim(key, request)
    this.#asked.set(key, asked)
    try {
      const app = await asked
      const { push } = this.#parts
      return {
        registration: app.registration,
        attach: () => app.attach({ push, onRevoked: () => this.#letGo(key, app) }),
      }
    } catch (error) {
      this.#asked.delete(key)
      throw error
    }
  }

  /** Leaves a token for good. Does nothing for a token that this connection does not hold. */
  async deregister(clientAppToken: string): Promise<void> {
    const leaving = [...this.#held].filter(([, app]) => app.token === clientAppToken)
    const timeoutMs = DAEMON_LIMITS.requestMilliseconds
    await Promise.all(leaving.map(([key, app]) => this.#leave(key, { app, timeoutMs })))
  }

  /** The app has acknowledged the notification with this id. */
  acknowledge(id: string): void {
    for (const app of this.#held.values()) app.acknowledge(id)
  }

  /** The connection has ended: kept instances wait for the next connection that registers them. */
  async end(): Promise<void> {
    await Promise.allSettled(
      [...this.#held].map(async ([key, app]) => {
        if (app.instance.isKept) this.#letGo(key, app)
        else await this.#leave(key, { app, timeoutMs: DAEMON_LIMITS.lingerMilliseconds })
      }),
    )
  }

  async #claim(key: string, request: RegistrationRequest): Promise<AppRegistration> {
    if (this.#asked.size >= DAEMON_LIMITS.registrationsPerConnection) {
      throw new RequestRefusal(
        '503',
        `a connection may have at most ${DAEMON_LIMITS.registrationsPerConnection} registrations`,
      )
    }
    const instance = this.#parts.instances.claim(request)
    if (instance === undefined) throw new RequestRefusal('503', 'instance: is in use by another connection')
    try {
      const app = new AppRegistration(await this.#registerInstance(request, instance), instance)
      this.#held.set(key, app)
      return app
    } catch (error) {
      instance.release()
      throw error
    }
  }

  async #registerInstance(
    request: RegistrationRequest,
    instance: AppInstance,
  ): Promise<ClientAppRegistration> {
    const { aoiClient, ended } = this.#parts
    const { ApplicationName, tokenSeed, vapidKey, tokenScope, label, split } = request
    return aoiClient.register({
      applicationName: ApplicationName,
      tokenSeed,
      vapidKey,
      tokenScope,
      label,
      split,
      instance: instance.name,
      timeoutMs: DAEMON_LIMITS.requestMilliseconds,
      signal: ended,
    })
  }

  async #leave(key: string, { app, timeoutMs }: { app: AppRegistration; timeoutMs: number }): Promise<void> {
    app.detach()
    try {
      await app.registration.unregister({ timeoutMs })
    } catch (error) {
      // The AOI Client has recorded that it leaves, and deregisters at the AOI Server when it can.
      if (findErrorCode(error) !== 'timeout') throw error
    } finally {
      this.#letGo(key, app)
    }
  }

  #letGo(key: string, app: AppRegistration): void {
    app.detach()
    app.instance.release()
    this.#held.delete(key)
    this.#asked.delete(key)
  }

  #key(request: RegistrationRequest): string {
    if (request.tokenSeed !== undefined || request.instance !== undefined) {
      return `${registrationKey(request)} ${request.instance ?? ''}`
    }
    this.#unnamed += 1
    return `unnamed ${this.#unnamed}`
  }
}

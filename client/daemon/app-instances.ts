import { createHash, randomUUID } from 'node:crypto'
import type { DaemonRequest } from '../../protocol/daemon.ts'

export type RegistrationRequest = Extract<DaemonRequest, { messageType: 'clientAppRegistrationReq' }>

/** An instance of the AOI Client that one connection holds, until it lets go. */
export type AppInstance = {
  /** Unique among this daemon's registrations for the application and seed, and the same after a restart. */
  name: string
  /** False: nobody can come back to it, so it ends with its connection. */
  isKept: boolean
  release(): void
}

const CONNECTION_PREFIX = 'connection:'

/** True for an instance that a connection of an earlier run left behind. */
export function endsWithConnection(instance: string): boolean {
  return instance.startsWith(CONNECTION_PREFIX)
}

/**
 * Decides which instance of the AOI Client an app gets. An app that names an instance gets that one. An unnamed app
 * with a seed gets the first free place: after a crash it finds its own again, and a second app gets a second place. An
 * app without seed and name gets a new registration each time (`docs/protocol.md` section 4.1, rule 1).
 */
export class AppInstances {
  readonly #held = new Set<string>()

  /** Returns `undefined` if another connection holds the named instance. */
  claim(request: RegistrationRequest): AppInstance | undefined {
    if (request.instance !== undefined) return this.#hold(request, `app:${request.instance}`)
    if (request.tokenSeed === undefined) return this.#hold(request, `${CONNECTION_PREFIX}${randomUUID()}`)
    for (let place = 1; ; place += 1) {
      const instance = this.#hold(request, `place:${place}`)
      if (instance !== undefined) return instance
    }
  }

  #hold(request: RegistrationRequest, name: string): AppInstance | undefined {
    const key = `${registrationKey(request)} ${name}`
    if (this.#held.has(key)) return undefined
    this.#held.add(key)
    return { name, isKept: !endsWithConnection(name), release: () => this.#held.delete(key) }
  }
}

/** The same for the same application, seed, sender and scope. A hash, so that no seed stays in memory. */
export function registrationKey(request: RegistrationRequest): string {
  const { ApplicationName, tokenSeed, vapidKey, tokenScope, split } = request
  const elements = [ApplicationName.normalize('NFC'), tokenSeed, vapidKey, tokenScope ?? '', split ?? true]
  return createHash('sha256').update(JSON.stringify(elements)).digest('base64url')
}

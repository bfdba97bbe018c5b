import type { AoiClient, ClientAppRegistration } from '../aoi-client.ts'
import { AoiClientError } from '../aoi-client-error.ts'
import { findErrorCode } from '../daemon/request-refusal.ts'
import { AppLink } from './app-link.ts'
import type { ConnectedApp } from './connector-call.ts'
import { appOf, instanceOf, unregisteredCall } from './connector-call.ts'
import type { FailureReason, RegisterCall, UnregisterCall } from './parse-call.ts'
import type { BusWorld } from './reach-app.ts'
import { reachApp } from './reach-app.ts'
import { BusRefusal } from './session-bus.ts'
import { UNIFIED_PUSH_LIMITS } from './unified-push-limits.ts'

/** A change that an operator may want to know; `service` is the app's name on the bus. */
export type UnifiedPushReport = {
  event: 'registered' | 'unregistered' | 'dropped'
  service: string
  why?: string | undefined
}

export type DistributorParts = BusWorld & {
  aoiClient: AoiClient
  report: (report: UnifiedPushReport) => void
  onError: (error: unknown) => void
}

/** A registration of an earlier run, with its endpoint at that time. */
export type EarlierRegistration = { registration: ClientAppRegistration; endpoint: string | undefined }

type Failure = { reason: FailureReason; desc: string }
type Registered = { failure?: Failure | undefined; afterwards?: (() => void) | undefined }

const { requestMilliseconds: timeoutMs } = UNIFIED_PUSH_LIMITS

/** The registrations of the apps on the session bus. A registration belongs to the program that has the app's name. */
export class Distributor {
  readonly #parts: DistributorParts
  /** Key: the app's token. */
  readonly #links = new Map<string, AppLink>()
  /** Apps by token: those of `#links`, and those whose registration is under way. */
  readonly #services = new Map<string, string>()
  /** Key: the app's token. Calls of one token run one after another. */
  readonly #turns = new Map<string, Promise<unknown>>()
  /** Key: the app's token. `Unregistered` that the app has not taken yet. */
  readonly #farewells = new Map<string, AbortController>()

  constructor(parts: DistributorParts) {
    this.#parts = parts
  }

  /** Goes on with registrations of earlier runs. */
  resume(earlier: readonly EarlierRegistration[]): void {
    for (const { registration, endpoint } of earlier) {
      const app = appOf(registration)
      if (app === undefined) continue
      // A kill came between a new registration and the end of the one that it replaces.
      this.#replace(app.token)
      this.#link(app, registration, endpoint)
    }
    this.tellMovedEndpoints()
  }

  register(call: RegisterCall, sender: string): Promise<Registered> {
    return this.#inTurn(call.token, async () => {
      const failure = (await this.#findRefusal(call, sender)) ?? undefined
      if (failure !== undefined) return { failure }
      const isNew = !this.#services.has(call.token)
      this.#services.set(call.token, call.service)
      try {
        return await this.#register(call)
      } catch (error) {
        if (isNew) this.#services.delete(call.token)
        return { failure: this.#explain(error) }
      }
    })
  }

  unregister({ token, version }: UnregisterCall, sender: string): Promise<(() => void) | undefined> {
    return this.#inTurn(token, async () => {
      const link = this.#links.get(token)
      if (link === undefined) return undefined
      if ((await this.#parts.bus.findOwner(link.app.service)) !== sender)
        throw new BusRefusal('AccessDenied', 'only the app that registered may unregister')
      await this.#leave(link)
      this.#parts.report({ event: 'unregistered', service: link.app.service })
      return () => this.#tellUnregistered({ ...link.app, version }, { isConfirmation: true })
    })
  }

  /** The address of the AOI Server may have changed. */
  tellMovedEndpoints(): void {
    for (const link of this.#links.values()) link.tellMovedEndpoint()
  }

  /** Hands over nothing more. If the AOI Server has removed this AOI Client, tells the apps. */
  async close(): Promise<void> {
    const links = [...this.#links.values()]
    for (const link of links) link.end()
    for (const farewell of this.#farewells.values()) farewell.abort()
    const { state } = this.#parts.aoiClient
    if (state.name !== 'closed' || state.reason !== 'credentialRevoked') return
    const signal = AbortSignal.timeout(UNIFIED_PUSH_LIMITS.farewellMilliseconds)
    await Promise.allSettled(
      links.map(({ app }) => this.#parts.bus.call(unregisteredCall(app, { isConfirmation: false }), signal)),
    )
  }

  async #findRefusal({ service, token, version, vapid }: RegisterCall, sender: string) {
    if ((await this.#parts.bus.findOwner(service)) !== sender)
      return refusal('UNAUTHORIZED', `the caller must have the name ${service} on the session bus`)
    if (version === 2 && vapid === undefined)
      return refusal('VAPID_REQUIRED', 'vapid: must be the public key of the sender')
    const known = this.#services.get(token)
    if (known !== undefined)
      return known === service ? undefined : refusal('UNAUTHORIZED', 'token: belongs to another app')
    const { registrations, registrationsPerApp } = UNIFIED_PUSH_LIMITS
    if (this.#services.size >= registrations)
      return refusal('ACTION_REQUIRED', `at most ${registrations} registrations are possible`)
    const own = [...this.#services.values()].filter((other) => other === service)
    if (own.length >= registrationsPerApp)
      return refusal(
        'ACTION_REQUIRED',
        `at most ${registrationsPerApp} registrations of one app are possible`,
      )
    return undefined
  }

  async #register(call: RegisterCall): Promise<Registered> {
    const { service, token, version, vapid: vapidKey } = call
    const app = { service, token, version }
    const instance = instanceOf(app)
    const registration = await this.#parts.aoiClient.register({
      ...{ applicationName: service, instance, vapidKey, webPush: true, timeoutMs },
    })
    if (registration.webPushEndpoint === undefined) {
      await registration.unregister({ timeoutMs })
      throw new AoiClientError('503', 'this AOI Server does not accept Web Push')
    }
    const known = this.#links.get(token)
    this.#farewells.get(token)?.abort()
    if (known?.registration !== registration) {
      this.#replace(token)
      this.#link(app, registration, registration.webPushEndpoint)
      this.#parts.report({ event: 'registered', service })
    }
    return { afterwards: () => this.#links.get(token)?.tellEndpoint() }
  }

  /** Ends the registration that another one with the same token replaces. The app is told the new endpoint alone. */
  #replace(token: string): void {
    const link = this.#links.get(token)
    if (link !== undefined) void this.#leave(link).catch(this.#parts.onError)
  }

  #link(app: ConnectedApp, registration: ClientAppRegistration, endpoint: string | undefined): void {
    const link = new AppLink({
      ...this.#parts,
      ...{ app, registration, endpoint },
      onRevoked: (ended) => this.#lose(ended, 'the AOI Server has ended the registration'),
      onAbandoned: (ended) => this.#abandon(ended),
      onDropped: ({ service }, why) => this.#parts.report({ event: 'dropped', service, why }),
    })
    this.#links.set(app.token, link)
    this.#services.set(app.token, app.service)
  }

  #abandon(link: AppLink): void {
    this.#lose(link, `${UNIFIED_PUSH_LIMITS.waitingMessages} messages wait for the app`)
    void this.#leave(link).catch(this.#parts.onError)
  }

  /** The registration has ended without the app's wish. */
  #lose(link: AppLink, why: string): void {
    if (!this.#forget(link)) return
    this.#parts.report({ event: 'unregistered', service: link.app.service, why })
    this.#tellUnregistered(link.app, { isConfirmation: false })
  }

  #forget(link: AppLink): boolean {
    link.end()
    if (this.#links.get(link.app.token) !== link) return false
    this.#links.delete(link.app.token)
    this.#services.delete(link.app.token)
    return true
  }

  /** Leaves at once here. The AOI Server may learn it in a later session. */
  async #leave(link: AppLink): Promise<void> {
    this.#forget(link)
    try {
      await link.registration.unregister({ timeoutMs })
    } catch (error) {
      if (findErrorCode(error) === undefined) throw error
    }
  }

  #tellUnregistered(app: ConnectedApp, kind: { isConfirmation: boolean }): void {
    const farewell = new AbortController()
    const { signal } = farewell
    const request = unregisteredCall(app, kind)
    const goesOn = (attempt: number) => attempt < UNIFIED_PUSH_LIMITS.unregisteredAttempts
    this.#farewells.get(app.token)?.abort()
    this.#farewells.set(app.token, farewell)
    // An app that refuses the call cannot be told.
    reachApp(this.#parts, { app, request, signal, goesOn })
      .catch(() => undefined)
      .finally(() => {
        if (this.#farewells.get(app.token) === farewell) this.#farewells.delete(app.token)
      })
  }

  #explain(error: unknown): Failure {
    const code = findErrorCode(error)
    if (code === undefined) this.#parts.onError(error)
    const desc = error instanceof Error ? error.message : String(error)
    if (code === 'timeout') return refusal('NETWORK', desc)
    return refusal(code === '400' || code === '401' ? 'ACTION_REQUIRED' : 'INTERNAL_ERROR', desc)
  }

  #inTurn<Result>(token: string, run: () => Promise<Result>): Promise<Result> {
    const turn = (this.#turns.get(token) ?? Promise.resolve()).then(run)
    const settled = turn.catch(() => undefined)
    this.#turns.set(token, settled)
    void settled.then(() => {
      if (this.#turns.get(token) === settled) this.#turns.delete(token)
    })
    return turn
  }
}

function refusal(reason: FailureReason, desc: string): Failure {
  return { reason, desc }
}

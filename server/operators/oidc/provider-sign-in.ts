import { AsyncLocalStorage } from 'node:async_hooks'
import { z } from 'zod'
import { LIMITS } from '#protocol'
import type { RefusalReason } from '#protocol/dashboard/sign-in.ts'
import type { Clock } from '#server/core/clock.ts'
import { AoiError, isAoiError } from '#server/core/errors.ts'
import type { Log } from '#server/core/log.ts'
import type { OperatorTables } from '#server/core/operators/operator-tables.ts'
import type { OperatorRoles, SignInProvider } from '#server/core/operators/operators.ts'
import { Turns } from '#server/core/turns.ts'
import { createOperatorAuth, type OperatorAuth, type OperatorAuthInput } from '../operator-auth.ts'
import type { OperatorEvents } from '../operator-events.ts'
import type { OperatorInvitations } from '../operator-invitations.ts'
import type { OperatorSessions } from '../operator-sessions.ts'
import type { SignInDoor } from '../sign-in-door.ts'
import { admitPerson, PROVIDER_ID } from './admission.ts'
import { discoverProvider, discoveryUrlOf, type ProviderMetadata } from './discovery.ts'
import type { OidcSettings } from './oidc-settings.ts'
import { accountIdOf, readPerson } from './person.ts'
import { readClaims } from './provider-claims.ts'

/** The clocks of the provider and of this server may differ by this. */
const SKEW_MILLISECONDS = 30_000
const RETRY_SECONDS = 5

const stateSchema = z.object({ confirms: z.boolean(), startedAt: z.number() })

/** The decision about the person of one request. */
type Flow = { refusal?: RefusalReason; email?: string | undefined; confirmedAt?: Date }

type Parts = {
  settings: OidcSettings
  tables: OperatorTables
  roles: OperatorRoles
  sessions: OperatorSessions
  invitations: OperatorInvitations
  events: OperatorEvents
  door: SignInDoor
  clock: Clock
  log: Log
  auth: () => Omit<OperatorAuthInput, 'provider'>
}

/**
 * Signs operators in through the identity provider. better-auth checks state, PKCE, the ID token and its nonce, in an
 * instance of its own: so nothing that the provider does delays other sign-ins. `admitPerson` decides who comes in.
 */
export class ProviderSignIn implements SignInProvider {
  readonly #parts: Parts
  readonly #flows = new AsyncLocalStorage<Flow>()
  readonly #turns = new Turns({ atOnce: LIMITS.providerSignInsAtOnce, waiting: 0 })
  #auth: Promise<OperatorAuth> | undefined
  #isAway = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get name(): string {
    return this.#parts.settings.name
  }

  get isRequired(): boolean {
    return this.#parts.settings.isRequired
  }

  begin({ next, confirms, headers }: Parameters<SignInProvider['begin']>[0]): Promise<Response> {
    return this.#turns.run(async () => {
      const auth = await this.#open()
      return auth.api.signInSocial({
        body: {
          ...{ provider: PROVIDER_ID, callbackURL: next, disableRedirect: true },
          errorCallbackURL: `/sign-in?next=${encodeURIComponent(next)}`,
          additionalData: { confirms, startedAt: this.#parts.clock.now() },
          ...(confirms ? { additionalParams: { prompt: 'login', max_age: '0' } } : {}),
        },
        ...{ headers, asResponse: true },
      })
    })
  }

  conclude(request: Request): Promise<Response> {
    const flow: Flow = {}
    return this.#flows.run(flow, async () => {
      const answered = await this.#parts.door.serveProvider(request, () =>
        this.#turns.run(() => this.#answer(request, flow)),
      )
      if (answered.status !== 302) return answered
      const target = new URL(answered.headers.get('location') ?? '/', request.url)
      const isRefused = flow.refusal !== undefined || target.searchParams.has('error')
      return isRefused ? this.#refuse(request, { flow, target, answered }) : answered
    })
  }

  /** Returns a redirect: to the page that the person asked for with a new session, or anywhere else without one. */
  async #answer(request: Request, flow: Flow): Promise<Response> {
    try {
      const auth = await this.#open()
      return await this.#within(auth.handler(request))
    } catch (err) {
      if (isAoiError(err) && err.reason === undefined) throw err
      if (!isAoiError(err)) this.#parts.log.warn({ event: 'providerFailed', err }, 'sign-in failed')
      flow.refusal = 'providerUnreachable'
      return new Response(null, { status: 302, headers: { location: '/sign-in' } })
    }
  }

  /** Redirects to the sign-in page, which says why. */
  #refuse(
    request: Request,
    { flow, target, answered }: { flow: Flow; target: URL; answered: Response },
  ): Response {
    const refusal = flow.refusal ?? 'providerFailed'
    this.#parts.events.noteFailure({
      ...{ secret: `identity provider, ${refusal},`, address: request.headers.get('x-aoi-caller') ?? '' },
      ...{ account: flow.email, refused: true, requestId: request.headers.get('x-request-id') ?? '' },
    })
    const next = target.searchParams.get('next')
    const query = new URLSearchParams({ refused: refusal, ...(next === null ? {} : { next }) })
    const headers = new Headers(answered.headers)
    headers.set('location', `/sign-in?${query}`)
    return new Response(null, { status: 302, headers })
  }

  /** Finds the provider at the first use, and tries again at the next use if it does not answer. */
  #open(): Promise<OperatorAuth> {
    this.#auth ??= this.#connect().catch((error) => {
      this.#auth = undefined
      throw error
    })
    return this.#auth
  }

  async #connect(): Promise<OperatorAuth> {
    const { settings, log } = this.#parts
    try {
      const metadata = await discoverProvider(settings.issuer)
      const auth = await this.#within(this.#createAuth(metadata))
      log.info({ event: 'providerReachable', issuer: settings.issuer }, 'identity provider found')
      this.#isAway = false
      return auth
    } catch (err) {
      const event = { event: 'providerUnreachable' as const, issuer: settings.issuer, err }
      if (!this.#isAway) log.warn(event, 'the identity provider cannot be used')
      this.#isAway = true
      throw new AoiError('unavailable', 'the identity provider does not answer: try again', {
        ...{ reason: 'providerUnreachable', retryAfter: RETRY_SECONDS },
      })
    }
  }

  async #createAuth(metadata: ProviderMetadata): Promise<OperatorAuth> {
    const { settings, auth } = this.#parts
    const { issuer, clientId, clientSecret, scopes } = settings
    const { getOAuthState } = await import('better-auth/api')
    return createOperatorAuth({
      ...auth(),
      provider: {
        confirmedAt: () => this.#flows.getStore()?.confirmedAt,
        config: {
          ...{ providerId: PROVIDER_ID, discoveryUrl: discoveryUrlOf(issuer), clientId, scopes: [...scopes] },
          ...(clientSecret === undefined
            ? { tokenEndpointAuth: { method: 'none' as const } }
            : { clientSecret, tokenEndpointAuth: { method: metadata.secretMethod } }),
          ...{ pkce: true, requireIdTokenVerification: true, disableSignUp: true },
          accountSubject: ({ profile }) => accountIdOf(issuer, String(profile.sub)),
          getUserInfo: async (tokens) =>
            this.#identify({ tokens, metadata, state: stateSchema.parse(await getOAuthState()) }),
        },
      },
    })
  }

  /** Returns the operator of a person as better-auth's profile; `null` if the person is refused. */
  async #identify(asked: {
    tokens: { idToken?: string | undefined; accessToken?: string | undefined }
    metadata: ProviderMetadata
    state: z.infer<typeof stateSchema>
  }) {
    const { settings, clock } = this.#parts
    const flow = this.#flows.getStore()
    const claims = await readClaims(asked.tokens, { metadata: asked.metadata, settings })
    if (flow === undefined || claims === undefined) return null
    const person = readPerson(claims, settings)
    flow.email = person.email
    const provenAt = typeof claims.auth_time === 'number' ? claims.auth_time * 1000 : undefined
    const { confirms, startedAt } = asked.state
    if (confirms && (provenAt === undefined || provenAt < startedAt - SKEW_MILLISECONDS)) {
      flow.refusal = 'providerNotConfirmed'
      return null
    }
    const admission = await admitPerson(this.#parts, person)
    if ('refusal' in admission) {
      flow.refusal = admission.refusal
      return null
    }
    flow.confirmedAt = startOfSession({ provenAt, now: clock.now() })
    const { name, email } = admission.operator
    return { sub: claims.sub, name, email, emailVerified: false }
  }

  /** Rejects if the provider keeps better-auth waiting. */
  async #within<Result>(work: Promise<Result>): Promise<Result> {
    let cancel = () => {}
    const late = new Promise<never>((_, reject) => {
      const end = () => reject(new Error('the identity provider does not answer'))
      cancel = this.#parts.clock.after(LIMITS.providerAnswerSeconds * 1000, end)
    })
    try {
      return await Promise.race([work, late])
    } finally {
      cancel()
    }
  }
}

/**
 * Returns the time of the proof of identity. If the provider does not tell it (`auth_time`), the session begins too
 * early for a step-up, because the provider may have let the person in without a question.
 */
function startOfSession({ provenAt, now }: { provenAt: number | undefined; now: number }): Date {
  return new Date(Math.min(now, provenAt ?? now - LIMITS.stepUpSeconds * 1000 - 1))
}

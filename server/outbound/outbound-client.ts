import { LIMITS } from '#protocol'
import type { Clock } from '#server/core/clock.ts'
import type {
  Outbound,
  OutboundAnswer,
  OutboundFailure,
  OutboundFailureName,
  OutboundRequest,
} from '#server/core/outbound.ts'
import { CountsByName } from '#server/core/tally/counts-by-name.ts'
import { readAllowance } from './allowance.ts'
import { CheckedLookup, type FindAddresses } from './checked-lookup.ts'
import { exchange } from './exchange.ts'
import { type Origin, Origins } from './origins.ts'

const BUSY_MILLISECONDS = 1000
const UNRESOLVED = ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']

type Options = {
  clock: Clock
  /** The items of `AOI_OUTBOUND_ALLOW`. */
  allow: readonly string[]
  /** For tests only: production asks the system. */
  findAddresses?: FindAddresses
}

type Outcome = OutboundAnswer | OutboundFailure

/**
 * The HTTP client of the whole server. It connects only to public addresses and to those that the operator allows,
 * follows no redirect, and bounds times, answers, connections and origins.
 */
export class OutboundClient implements Outbound {
  /** Requests by purpose and outcome, such as `webhook success`. */
  readonly outcomes = new CountsByName()
  readonly #clock: Clock
  readonly #lookup: CheckedLookup
  readonly #origins = new Origins()
  #requests = 0

  constructor({ clock, allow, findAddresses }: Options) {
    this.#clock = clock
    this.#lookup = new CheckedLookup(readAllowance(allow), findAddresses)
  }

  /** Origins that get no requests for a while, because they could not be reached. */
  get openCircuits(): number {
    return this.#origins.openCircuits
  }

  /** Requests under way. */
  get requests(): number {
    return this.#requests
  }

  async send(request: OutboundRequest): Promise<Outcome> {
    const outcome = await this.#send(request)
    this.outcomes.add(`${request.purpose} ${nameOf(outcome)}`)
    return outcome
  }

  findUrlFault(url: string): string | undefined {
    const target = this.#readTarget(url)
    return target instanceof URL ? undefined : target.detail
  }

  /** Closes all connections. Requests under way fail. */
  close(): void {
    this.#origins.close()
  }

  #readTarget(text: string): URL | OutboundFailure {
    const url = URL.canParse(text) ? new URL(text) : undefined
    if (url === undefined || !/^https?:$/.test(url.protocol))
      return failure('badUrl', 'must be an absolute http or https URL')
    if (url.username !== '' || url.password !== '')
      return failure('badUrl', 'must not contain a user name or a password')
    if (this.#lookup.isRefused(hostOf(url)))
      return failure(
        'refusedAddress',
        'must not name a private or local address that AOI_OUTBOUND_ALLOW lacks',
      )
    return url
  }

  async #send(request: OutboundRequest): Promise<Outcome> {
    const url = this.#readTarget(request.url)
    if (!(url instanceof URL)) return url
    const origin = this.#origins.take(url)
    if (
      origin === undefined ||
      this.#requests >= LIMITS.outboundRequestsAtOnce ||
      origin.requests >= LIMITS.outboundRequestsPerOrigin
    )
      return failure('busy', 'too many requests are under way', BUSY_MILLISECONDS)
    const wait = origin.circuit.admit(this.#clock.monotonic())
    if (wait > 0) return failure('circuitOpen', 'the origin could not be reached', wait)
    this.#requests += 1
    origin.requests += 1
    try {
      return await this.#exchange(request, { url, origin })
    } finally {
      this.#requests -= 1
      origin.requests -= 1
    }
  }

  async #exchange(request: OutboundRequest, { url, origin }: { url: URL; origin: Origin }): Promise<Outcome> {
    const abort = new AbortController()
    const cancel = this.#clock.after(LIMITS.outboundSeconds * 1000, () => abort.abort())
    try {
      const { lookup } = this.#lookup
      const answer = await exchange({ request, url, origin, lookup, signal: abort.signal })
      origin.circuit.answered()
      return answer
    } catch (error) {
      const failed = abort.signal.aborted
        ? failure('timedOut', `no answer within ${LIMITS.outboundSeconds} seconds`)
        : describeError(error)
      if (failed.outcome === 'refusedAddress' || failed.outcome === 'busy') origin.circuit.left()
      else origin.circuit.failed(this.#clock.monotonic())
      return failed
    } finally {
      cancel()
    }
  }
}

/** The host without the brackets of an IPv6 address. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1')
}

function failure(
  outcome: OutboundFailureName,
  detail: string,
  retryAfterMilliseconds?: number,
): OutboundFailure {
  return { outcome, detail, ...(retryAfterMilliseconds === undefined ? {} : { retryAfterMilliseconds }) }
}

function describeError(error: unknown): OutboundFailure {
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (code === 'AOI_REFUSED_ADDRESS') return failure('refusedAddress', String(message))
  if (code === 'unavailable') return failure('busy', 'too many names are being resolved', BUSY_MILLISECONDS)
  const detail = typeof code === 'string' ? code : String(message)
  return failure(UNRESOLVED.includes(detail) ? 'unresolved' : 'unreachable', detail)
}

function nameOf(outcome: Outcome): string {
  if (outcome.outcome !== 'answered') return outcome.outcome
  if (outcome.status < 300) return 'success'
  if (outcome.status < 400) return 'redirect'
  return outcome.status < 500 ? 'clientError' : 'serverError'
}

import { LIMITS } from '#protocol'
import { AoiError, isAoiError } from '#server/core/errors.ts'
import { isLimitExceeded, type Limiter, type MakeLimiter, type PointCount } from '#server/core/limiter.ts'
import type { Operators } from '#server/core/operators/operators.ts'
import { Turns } from '#server/core/turns.ts'

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400
/** For a limiter that only counts: the delay limits the attempts. */
const UNBOUNDED = 1_000_000_000
const FAILURES = [400, 401, 403]

/** The kinds of secret by which a person proves their identity. Each kind is counted separately. */
export type Secret = 'password' | 'code' | 'passkey' | 'invitation'

export type Attempt = {
  secret: Secret
  /** The unit of limits by address. */
  address: string
  /** E-mail address of the account in lower case, if the attempt names one. */
  account?: string | undefined
  /**
   * The session or known device of that account, if the attempt comes from one. It has a budget of its own, which
   * strangers cannot use up.
   */
  trusted?: string | undefined
  /** Id of the request, for the log. */
  requestId: string
}

/** One point of a limiter, taken before the attempt and given back unless it fails. `limit` is for operators. */
type Point = { limiter: Limiter; limit: keyof typeof LIMITS; key: string; seconds?: number; once?: true }
type TakenPoint = Point & { count: PointCount }

/** The limit of wrong secrets of each kind that an address may try in a minute. */
const PER_ADDRESS = {
  password: 'failedOperatorSignInsPerAddressPerMinute',
  code: 'failedOperatorSignInsPerAddressPerMinute',
  passkey: 'failedOperatorSignInsPerAddressPerMinute',
  invitation: 'failedOperatorSignInsPerMinute',
} as const satisfies Record<Secret, keyof typeof LIMITS>

type Parts = {
  /** Called at the first attempt, because the services may be made after the limits. */
  makeLimiter: MakeLimiter
  /** Called for each attempt that a limit refused, with the address that made it. */
  onRefused: (limit: keyof typeof LIMITS, party: string) => void
}

/**
 * Limits attempts to prove an operator's identity. Every attempt is counted before it is evaluated, so simultaneous
 * attempts do not get past a limit. An attempt that succeeds gives its points back.
 *
 * A stranger is limited hard for each account and address. For one account, strangers from all addresses together get a
 * few attempts, then one after a delay that grows. A known device and a session have a budget of their own.
 */
export class AttemptLimits {
  readonly #parts: Parts
  readonly #limiters = new Map<string, Limiter>()
  readonly #turns = new Map<string, Turns>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Runs `evaluate` if the limits allow it. Throws `tooMany` with the seconds to wait, or `unavailable`. */
  async guard(
    operators: Pick<Operators, 'isOperator' | 'noteFailure'>,
    { attempt, evaluate }: { attempt: Attempt; evaluate: () => Promise<Response> },
  ): Promise<Response> {
    const isKnown = attempt.account !== undefined && (await operators.isOperator(attempt.account))
    const note = (refused: boolean) => {
      const { secret, address, account, requestId } = attempt
      operators.noteFailure({
        ...{ secret, address, account: isKnown ? account : undefined, refused, requestId },
      })
    }
    const points = await this.#take(attempt, { isKnown, note })
    let isFailure = true
    try {
      const answered = await this.#turnsOf(attempt).run(evaluate)
      isFailure = FAILURES.includes(answered.status)
      return answered
    } catch (error) {
      isFailure = isAoiError(error) && ['forbidden', 'unauthorized'].includes(error.code)
      throw error
    } finally {
      if (isFailure) note(false)
      else await giveBack(points)
    }
  }

  async #take(
    attempt: Attempt,
    { isKnown, note }: { isKnown: boolean; note: (refused: boolean) => void },
  ): Promise<TakenPoint[]> {
    const taken: TakenPoint[] = []
    try {
      for (const point of this.#pointsOf(attempt, isKnown)) {
        taken.push(await this.#takePoint(point, attempt))
      }
      if (attempt.account !== undefined && attempt.trusted === undefined)
        taken.push(...(await this.#takeOfAccount(attempt, isKnown)))
      return taken
    } catch (error) {
      await giveBack(taken)
      if (isAoiError(error)) note(true)
      throw error
    }
  }

  #pointsOf({ secret, address, account, trusted }: Attempt, isKnown: boolean): Point[] {
    const point = (
      name: string,
      limit: keyof typeof LIMITS,
      at: { key: string; seconds: number },
    ): Point => ({
      ...{ limiter: this.#open(`${secret}.${name}`, LIMITS[limit], at.seconds), limit, key: at.key },
    })
    const perMinute = 'failedOperatorSignInsPerMinute'
    if (trusted !== undefined && isKnown) {
      const key = `${trusted} ${account}`
      return [
        point('trusted', perMinute, { key, seconds: MINUTE }),
        point('trustedDay', 'failedOperatorSignInsPerDevicePerDay', { key, seconds: DAY }),
      ]
    }
    const byAddress = point('address', PER_ADDRESS[secret], { key: address, seconds: MINUTE })
    if (account === undefined) return [byAddress]
    return [point('accountAddress', perMinute, { key: `${account} ${address}`, seconds: MINUTE }), byAddress]
  }

  /**
   * Takes the points that all strangers share for an account: a few attempts in a day, then one for each delay.
   * Accounts that do not exist are counted for an hour only, so that made-up names do not fill the memory.
   */
  async #takeOfAccount(attempt: Attempt, isKnown: boolean): Promise<TakenPoint[]> {
    const { secret, account = '' } = attempt
    const seconds = isKnown ? DAY : HOUR
    const limiter = this.#open(`${secret}.account`, UNBOUNDED, DAY)
    const count = await limiter.consume(account, { seconds })
    const limit = 'operatorSignInsBeforeDelay'
    const taken: TakenPoint = { limiter, limit, key: account, count }
    const delay = delayAfter(count.consumedPoints - 1)
    if (delay === 0) return [taken]
    const slot: Point = {
      limiter: this.#open(`${secret}.delay`, 1, LIMITS.operatorSignInDelaySecondsMax),
      ...{ limit, key: account, seconds: delay, once: true },
    }
    try {
      return [taken, await this.#takePoint(slot, attempt)]
    } catch (error) {
      await giveBack([taken])
      throw error
    }
  }

  async #takePoint(point: Point, { address }: Attempt): Promise<TakenPoint> {
    const { limiter, limit, key, seconds } = point
    try {
      return { ...point, count: await limiter.consume(key, seconds === undefined ? {} : { seconds }) }
    } catch (error) {
      if (!isLimitExceeded(error)) throw error
      // A refused attempt is not evaluated, so it is not counted.
      if (seconds === undefined) await limiter.giveBack(key, error.count)
      this.#parts.onRefused(limit, `address ${address}`)
      const wait = error.retryAfterSeconds
      throw new AoiError('tooMany', `too many failed attempts: try again in ${wait} s`, {
        ...{ retryAfter: wait, reason: 'tooManyAttempts', parameters: { seconds: wait } },
      })
    }
  }

  /** Strangers wait in queues of their own, so that they cannot delay a known device. */
  #turnsOf({ secret, trusted }: Attempt): Turns {
    const lane = trusted === undefined ? secret : 'trusted'
    const { operatorSignInsAtOnce: atOnce, operatorSignInsWaiting: waiting } = LIMITS
    const turns = this.#turns.get(lane) ?? new Turns({ atOnce, waiting })
    this.#turns.set(lane, turns)
    return turns
  }

  #open(name: string, points: number, seconds: number): Limiter {
    const limiter =
      this.#limiters.get(name) ?? this.#parts.makeLimiter({ name: `operators.${name}`, points, seconds })
    this.#limiters.set(name, limiter)
    return limiter
  }
}

/**
 * Returns the seconds that strangers wait after so many failures for an account: 0 for the first failures, then 1, 2, 4
 * … up to the maximum.
 */
export function delayAfter(failures: number): number {
  const beyond = failures - LIMITS.operatorSignInsBeforeDelay
  return beyond < 0 ? 0 : Math.min(2 ** Math.min(beyond, 30), LIMITS.operatorSignInDelaySecondsMax)
}

async function giveBack(points: readonly TakenPoint[]): Promise<void> {
  for (const { limiter, key, once, count } of points) {
    if (once === true) await limiter.forget(key, count)
    else await limiter.giveBack(key, count)
  }
}

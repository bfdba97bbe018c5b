import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LIMITS } from '#protocol'
import { isAoiError } from '#server/core/errors.ts'
import type { FailedAttempt } from '#server/core/operators/operators.ts'
import { makeLocalLimiter } from '#server/ops/local-limiter.ts'
import { type Attempt, AttemptLimits, delayAfter } from './attempt-limits.ts'

const DAY = 86_400
const STEP_SECONDS = 30

describe('attempts to prove an identity', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  const pass = (seconds: number) => void vi.setSystemTime(Date.now() + seconds * 1000)

  function open() {
    const refusals: string[] = []
    const limits = new AttemptLimits({
      makeLimiter: makeLocalLimiter,
      onRefused: (limit, party) => void refusals.push(`${limit} ${party}`),
    })
    const noted: FailedAttempt[] = []
    const operators = {
      isOperator: async (email: string) => email === 'ada@example.com',
      noteFailure: (attempt: FailedAttempt) => void noted.push(attempt),
    }
    const attempt = async (given: Partial<Attempt>, status = 401): Promise<'evaluated' | number> => {
      const whole = {
        secret: 'password',
        address: 'x',
        account: 'ada@example.com',
        requestId: 'id',
        ...given,
      } as const
      const evaluate = async () => new Response(null, { status })
      try {
        await limits.guard(operators, { attempt: whole, evaluate })
        return 'evaluated'
      } catch (error) {
        if (!isAoiError(error)) throw error
        return error.retryAfter ?? 0
      }
    }
    return { limits, noted, refusals, operators, attempt }
  }

  it('are bounded for an account to about 120 guesses a day, from any number of addresses', async () => {
    const { attempt } = open()
    let evaluated = 0
    for (let second = 0; second < DAY; second += STEP_SECONDS) {
      if ((await attempt({ address: `address ${second % 1500}` })) === 'evaluated') evaluated += 1
      pass(STEP_SECONDS)
    }
    expect(evaluated).toBeGreaterThan(100)
    expect(evaluated).toBeLessThanOrEqual(120)
  })

  it('are bounded for a known device too, independently of strangers', async () => {
    const { attempt } = open()
    let evaluated = 0
    for (let minute = 0; minute < DAY / 60; minute += 1) {
      for (let tries = 0; tries < 10; tries += 1)
        if ((await attempt({ trusted: 'device 1' })) === 'evaluated') evaluated += 1
      pass(60)
    }
    expect(evaluated).toBe(LIMITS.failedOperatorSignInsPerDevicePerDay)
    expect(await attempt({})).toBe('evaluated')
    expect(await attempt({ trusted: 'device 2' })).toBe('evaluated')
  })

  it('wait longer after each failure, up to the maximum', () => {
    const first = LIMITS.operatorSignInsBeforeDelay
    expect([0, first - 1, first, first + 1, first + 2, first + 9].map(delayAfter)).toEqual([
      0, 0, 1, 2, 4, 512,
    ])
    expect(delayAfter(1_000_000)).toBe(LIMITS.operatorSignInDelaySecondsMax)
  })

  it('use up nothing when they succeed or are refused', async () => {
    const { attempt, noted } = open()
    for (let tries = 0; tries < 100; tries += 1) expect(await attempt({}, 200)).toBe('evaluated')
    expect(noted).toEqual([])
    for (let tries = 0; tries < LIMITS.failedOperatorSignInsPerMinute; tries += 1) await attempt({})
    for (let tries = 0; tries < 100; tries += 1) expect(await attempt({})).toBeGreaterThan(0)
    pass(61)
    expect(await attempt({}, 200)).toBe('evaluated')
    expect(noted.filter(({ refused }) => refused)).toHaveLength(100)
  })

  it('are reported with their limit and address when a limit refuses them, and never with the account', async () => {
    const { attempt, refusals } = open()
    const fail = async (count: number, given: Partial<Attempt>) => {
      for (let tries = 0; tries < count; tries += 1) await attempt(given)
    }
    await fail(LIMITS.failedOperatorSignInsPerMinute, { address: 'a' })
    expect(refusals).toEqual([])
    await fail(2, { address: 'a' })
    await fail(LIMITS.failedOperatorSignInsPerMinute + 1, { trusted: 'device 1', address: 'b' })
    await fail(LIMITS.failedOperatorSignInsPerMinute + 1, {
      account: undefined,
      secret: 'invitation',
      address: 'c',
    })
    await fail(1 + LIMITS.failedOperatorSignInsPerAddressPerMinute, { account: undefined, address: 'd' })
    expect(refusals).toEqual([
      'failedOperatorSignInsPerMinute address a',
      'failedOperatorSignInsPerMinute address a',
      'failedOperatorSignInsPerMinute address b',
      'failedOperatorSignInsPerMinute address c',
      'failedOperatorSignInsPerAddressPerMinute address d',
    ])
    refusals.length = 0
    for (let number = 0; number < LIMITS.operatorSignInsBeforeDelay; number += 1)
      await attempt({ address: `e ${number}` })
    expect(new Set(refusals)).toEqual(
      new Set(Array.from({ length: 4 }, (_, index) => `operatorSignInsBeforeDelay address e ${index + 6}`)),
    )
  })

  it('wait in a bounded queue for strangers, and in a queue of their own for known devices', async () => {
    const { limits, operators } = open()
    const held: (() => void)[] = []
    const hold = () => new Promise<Response>((resolve) => held.push(() => resolve(new Response())))
    const guard = (attempt: Partial<Attempt>) =>
      limits.guard(operators, {
        attempt: { secret: 'password', address: 'x', account: undefined, requestId: 'id', ...attempt },
        evaluate: hold,
      })
    const room = LIMITS.operatorSignInsAtOnce + LIMITS.operatorSignInsWaiting
    const waiting = Array.from({ length: room }, (_, number) => guard({ address: `a ${number}` }))
    await vi.advanceTimersByTimeAsync(0)
    expect(held).toHaveLength(LIMITS.operatorSignInsAtOnce)
    await expect(guard({ address: 'one more' })).rejects.toMatchObject({ code: 'unavailable' })
    const known = guard({ account: 'ada@example.com', trusted: 'device 1' })
    await vi.advanceTimersByTimeAsync(0)
    expect(held).toHaveLength(LIMITS.operatorSignInsAtOnce + 1)
    for (let ended = 0; ended <= room; ended += 1) {
      held[ended]?.()
      await vi.advanceTimersByTimeAsync(0)
    }
    expect(await Promise.all([...waiting, known])).toHaveLength(room + 1)
  })
})

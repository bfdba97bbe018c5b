import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import type { Argon2id } from '#protocol/token.ts'
import { makeLocalLimiter } from '#server/ops/local-limiter.ts'
import { type DeriveInput, TokenSource } from './token-source.ts'

describe('TokenSource', () => {
  let oven: Oven
  let source: TokenSource
  beforeEach(() => {
    oven = new Oven()
    source = new TokenSource(oven.argon2id, makeLocalLimiter)
  })

  it('derives at most four tokens at a time, however the requests arrive', async () => {
    const hops = fc.array(fc.record({ before: fc.nat(40), inside: fc.nat(12) }), {
      minLength: 5,
      maxLength: 60,
    })
    await fc.assert(
      fc.asyncProperty(hops, async (given) => {
        let running = 0
        let mostAtOnce = 0
        const busy = new TokenSource(async (password) => {
          running += 1
          mostAtOnce = Math.max(mostAtOnce, running)
          await hop(given[Number(Buffer.from(password).toString())]?.inside ?? 0)
          running -= 1
          return new Uint8Array(32).map((_, index) => password[index] ?? 0)
        }, makeLocalLimiter)
        const derived = given.map(async ({ before }, index) => {
          await hop(before)
          return busy.derive(inputOf({ aoiClientId: `client ${index}`, tokenSeed: `${index}` }))
        })
        expect(new Set(await Promise.all(derived)).size).toBe(given.length)
        expect(mostAtOnce).toBeLessThanOrEqual(LIMITS.derivationsAtOnce)
      }),
    )
  })

  it('queues 64 derivations, and refuses the next with a waiting time of one second', async () => {
    const waiting = clients(4 + 64).map((aoiClientId) =>
      source.derive(inputOf({ aoiClientId, tokenSeed: aoiClientId })),
    )
    await oven.full()
    const refused = source.derive(inputOf({ aoiClientId: 'one more', tokenSeed: 'one more' }))
    await expect(refused).rejects.toMatchObject({ code: 'unavailable', retryAfter: 1 })
    oven.bakeAll()
    expect(new Set(await Promise.all(waiting)).size).toBe(68)
  })

  it('derives ten tokens a minute for one AOI Client, then names the waiting time, and serves others', async () => {
    oven.bakeAll()
    for (let count = 0; count < LIMITS.derivationsPerClientPerMinute; count += 1) {
      await source.derive(inputOf({ tokenSeed: `seed ${count}` }))
    }
    const eleventh = source.derive(inputOf({ tokenSeed: 'another seed' }))
    const refusal = await eleventh.catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'unavailable' })
    const { retryAfter } = refusal as { retryAfter: number }
    expect(Number.isInteger(retryAfter) && retryAfter >= 1 && retryAfter <= 60).toBe(true)
    await expect(
      source.derive(inputOf({ aoiClientId: 'another', tokenSeed: 'another seed' })),
    ).resolves.toMatch(/^g1/)
  })

  it('spends nobody’s budget on a token that it has derived before', async () => {
    oven.bakeAll()
    const token = await source.derive(inputOf({}))
    const again = clients(50).map((aoiClientId) => source.derive(inputOf({ aoiClientId })))
    expect(new Set(await Promise.all(again))).toEqual(new Set([token]))
    for (let count = 0; count < 20; count += 1) await source.derive(inputOf({}))
    expect(oven.finished).toBe(1)
  })

  it('derives a token once when several ask for it at the same time', async () => {
    const asked = clients(10).map((aoiClientId) => source.derive(inputOf({ aoiClientId })))
    oven.bakeAll()
    expect(new Set(await Promise.all(asked)).size).toBe(1)
    expect(oven.finished).toBe(1)
  })

  it('derives different tokens when any one element differs', async () => {
    oven.bakeAll()
    const tokens = await Promise.all([
      source.derive(inputOf({ aoiClientId: 'a' })),
      source.derive(inputOf({ aoiClientId: 'b', applicationName: 'com.example.other' })),
      source.derive(inputOf({ aoiClientId: 'c', tokenSeed: 'another secret of 16 bytes' })),
      source.derive(inputOf({ aoiClientId: 'd', tokenScope: 'https://push.example' })),
    ])
    expect(new Set(tokens).size).toBe(4)
  })

  it('frees its place when a derivation fails, and does not cache the failure', async () => {
    oven.broken = true
    const failing = clients(8).map((aoiClientId) =>
      source.derive(inputOf({ aoiClientId, tokenSeed: aoiClientId })),
    )
    oven.bakeAll()
    for (const outcome of await Promise.allSettled(failing)) expect(outcome.status).toBe('rejected')
    oven.broken = false
    await expect(source.derive(inputOf({ tokenSeed: 'client 0' }))).resolves.toMatch(/^g1/)
  })

  it('refuses a VAPID key that is not on the curve before it derives anything', async () => {
    const vapidKey = `B${'A'.repeat(86)}`
    await expect(source.derive(inputOf({ vapidKey }))).rejects.toMatchObject({ code: 'invalid' })
    expect(() => source.makeUnique({ vapidKey })).toThrow('vapidKey')
    expect(oven.started).toBe(0)
  })

  it('makes a new unique token each time, which never looks shared', () => {
    const tokens = Array.from({ length: 100 }, () => source.makeUnique({}))
    expect(new Set(tokens).size).toBe(100)
    expect(tokens.every((token) => /^u1[A-Za-z0-9_-]{43}$/.test(token))).toBe(true)
  })
})

function inputOf(given: Partial<DeriveInput>): DeriveInput {
  return {
    aoiClientId: 'alice',
    applicationName: 'com.example.chat',
    tokenSeed: 'a secret of more than 16 bytes',
    tokenScope: '',
    ...given,
  }
}

/** Waits the given number of turns of the microtask queue. */
async function hop(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await null
}

function clients(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `client ${index}`)
}

/** Replaces Argon2id; each derivation takes as long as the test wants. */
class Oven {
  started = 0
  finished = 0
  mostAtOnce = 0
  broken = false
  #doors: (() => void)[] = []
  #open = false
  #onStart = () => {}

  readonly argon2id: Argon2id = async (password, salt) => {
    this.started += 1
    this.mostAtOnce = Math.max(this.mostAtOnce, this.started - this.finished)
    this.#onStart()
    if (!this.#open) await new Promise<void>((resolve) => this.#doors.push(resolve))
    this.finished += 1
    if (this.broken) throw new Error('the oven is broken')
    return new Uint8Array(32).map((_, index) => (password[index] ?? 0) ^ (salt[index] ?? 0))
  }

  /** Finishes the oldest running derivation; waits for one if there is none. */
  async bakeOne(): Promise<void> {
    while (this.#doors.length === 0) await new Promise<void>((resolve) => this.#whenStarted(resolve))
    this.#doors.shift()?.()
    await new Promise<void>((resolve) => setImmediate(resolve))
  }

  /** Waits until the maximum of derivations is running. */
  async full(): Promise<void> {
    while (this.#doors.length < LIMITS.derivationsAtOnce) {
      await new Promise<void>((resolve) => this.#whenStarted(resolve))
    }
    await new Promise<void>((resolve) => setImmediate(resolve))
  }

  bakeAll(): void {
    this.#open = true
    for (const door of this.#doors.splice(0)) door()
  }

  #whenStarted(run: () => void): void {
    this.#onStart = run
    setImmediate(run)
  }
}

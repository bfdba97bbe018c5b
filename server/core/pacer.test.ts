import { describe, expect, test } from 'vitest'
import { LIMITS } from '#protocol'
import { TestClock } from '#server/testing/test-clock.ts'
import { Pacer } from './pacer.ts'

const nextLoop = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('long work', () => {
  test('takes turns: steps of all jobs run one at a time, with turns of the event loop between them', async () => {
    const pacer = new Pacer(new TestClock())
    const seen: string[] = []
    let loops = 0
    const probe = setInterval(() => undefined, 1)
    const count = () => {
      loops += 1
      if (!done) setImmediate(count)
    }
    let done = false
    setImmediate(count)
    const job = async (name: string) => {
      for (let step = 0; step < 3; step += 1) {
        await pacer.turn(async () => {
          seen.push(`${name} begins`)
          await Promise.resolve()
          seen.push(`${name} ends`)
        })
      }
    }
    await Promise.all([job('a'), job('b')])
    done = true
    clearInterval(probe)
    const turns = ['a', 'b', 'a', 'b', 'a', 'b'].flatMap((name) => [`${name} begins`, `${name} ends`])
    expect(seen).toEqual(turns)
    expect(loops).toBeGreaterThanOrEqual(5)
    expect(pacer.turns).toBe(6)
  })

  test('pauses after each step in proportion to its duration, within bounds', async () => {
    const clock = new TestClock()
    const pacer = new Pacer(clock)
    const takes = (milliseconds: number) => pacer.turn(async () => clock.advance(milliseconds))
    const pauseOf = async (milliseconds: number) => {
      await takes(milliseconds)
      let isOver = false
      const next = pacer.turn(async () => {
        isOver = true
      })
      let pause = 0
      for (; !isOver; pause += 1) {
        clock.advance(1)
        await nextLoop()
      }
      await next
      return pause
    }
    const share = LIMITS.pacedSharePercent / 100
    expect(await pauseOf(4)).toBe((4 / share) * (1 - share))
    expect(await pauseOf(10_000)).toBe(LIMITS.pacedPauseMillisecondsMax)
  })

  test.each([
    { parties: ['alice', 'bob'], milliseconds: [1, 9], shares: { alice: 0.5, bob: 0.5 } },
    { parties: ['alice', 'upkeep'], milliseconds: [2, 2], shares: { alice: 0.75, upkeep: 0.25 } },
    { parties: ['alice', 'upkeep'], milliseconds: [1, 20], shares: { alice: 0.75, upkeep: 0.25 } },
    {
      parties: ['alice', 'bob', 'carol', 'upkeep'],
      milliseconds: [5, 2, 3, 4],
      shares: { alice: 0.25, bob: 0.25, carol: 0.25, upkeep: 0.25 },
    },
  ])('shares the time of steps: $parties with steps of $milliseconds ms', async (row) => {
    const clock = new TestClock()
    const pacer = new Pacer(clock)
    const used = new Map<string, number>()
    const abort = new AbortController()
    const jobs = row.parties.map(async (party, place) => {
      const takes = row.milliseconds[place] ?? 0
      const turn = party === 'upkeep' ? pacer.upkeep : pacer.turnOf({ party })
      while (!abort.signal.aborted) {
        await turn(async () => {
          clock.advance(takes)
          used.set(party, (used.get(party) ?? 0) + takes)
        })
      }
    })
    const total = () => [...used.values()].reduce((sum, each) => sum + each, 0)
    while (total() < 1000) {
      clock.advance(1)
      await nextLoop()
    }
    abort.abort()
    for (let rest = 0; rest < 500; rest += 1) {
      clock.advance(1)
      await nextLoop()
    }
    await Promise.all(jobs)
    for (const [party, share] of Object.entries(row.shares))
      expect((used.get(party) ?? 0) / total()).toBeCloseTo(share, 1)
  })

  test('gives a party that comes late its share of what follows, and nothing for the time before', async () => {
    const clock = new TestClock()
    const pacer = new Pacer(clock)
    const seen: string[] = []
    let late: Promise<void> | undefined
    const job = async (party: string, steps: number) => {
      for (let step = 0; step < steps; step += 1) {
        await pacer.turnOf({ party })(async () => {
          clock.advance(1)
          seen.push(party)
          if (party === 'alice' && step === 50) late = job('bob', 8)
        })
      }
    }
    let isOver = false
    const first = job('alice', 60).finally(() => {
      isOver = true
    })
    while (!isOver) {
      clock.advance(1)
      await nextLoop()
    }
    await first
    expect(late).toBeDefined()
    const shareOfBob = seen.slice(51, 59).filter((party) => party === 'bob').length / 8
    expect(shareOfBob).toBe(0.5)
  })

  test('passes the turn on when a step fails', async () => {
    const pacer = new Pacer(new TestClock())
    await expect(pacer.turn(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
    expect(await pacer.turn(async () => 'next')).toBe('next')
  })

  test('runs no further step of a cancelled job', async () => {
    const pacer = new Pacer(new TestClock())
    const abort = new AbortController()
    let steps = 0
    const job = pacer.run({ kind: 'search', party: 'alice', signal: abort.signal }, async (turn) => {
      for (;;) {
        await turn(async () => {
          steps += 1
          if (steps === 3) abort.abort()
        })
      }
    })
    await expect(job).rejects.toMatchObject({ code: 'unavailable' })
    expect(steps).toBe(3)
    expect(pacer.running('search')).toBe(0)
  })

  test.each(['export', 'search', 'act'] as const)('limits %s for one party and for all together', (kind) => {
    const pacer = new Pacer(new TestClock())
    const names = { export: 'exports', search: 'searches', act: 'acts' } as const
    const perParty = LIMITS[`${names[kind]}PerOperator`]
    const inAll = LIMITS[`${names[kind]}AtOnce`]
    const ends = Array.from({ length: perParty }, () => pacer.admit({ kind, party: 'alice' }))
    expect(() => pacer.admit({ kind, party: 'alice' })).toThrow(expect.objectContaining({ code: 'tooMany' }))
    for (let other = perParty; other < inAll; other += 1) pacer.admit({ kind, party: `other ${other}` })
    expect(() => pacer.admit({ kind, party: 'bob' })).toThrow(
      expect.objectContaining({ code: 'unavailable', retryAfter: expect.any(Number) }),
    )
    // A second call of the same end function frees nothing.
    ends[0]?.()
    ends[0]?.()
    pacer.admit({ kind, party: 'bob' })
    expect(pacer.running(kind)).toBe(inAll)
  })
})

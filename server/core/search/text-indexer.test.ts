import { expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { TestClock } from '#server/testing/test-clock.ts'
import { atOnce } from '../pacer.ts'
import { TextIndexer } from './text-indexer.ts'

const STEP_MILLISECONDS = 40

/** An indexer with so many notifications before it, of which each step takes 40 ms. `busyPercent`: of the event loop. */
function openIndexer({ waiting = 1_000_000, busyPercent = 0, hasLease = true } = {}) {
  const clock = new TestClock()
  const startedAt = clock.monotonic()
  const looks: { look: string; before: number }[] = []
  const indexer = new TextIndexer({
    clock,
    turn: atOnce,
    holder: 'a node',
    leases: { takeLease: async () => hasLease },
    busy: () => ((clock.monotonic() - startedAt) * busyPercent) / 100,
    store: {
      indexTexts: async ({ look, before, rows }) => {
        looks.push({ look, before: clock.now() - before })
        clock.advance(STEP_MILLISECONDS)
        return look === 'first' ? Math.min(rows, Math.max(0, waiting - (looks.length - 1) * rows)) : 0
      },
    },
  })
  return { indexer, clock, looks }
}

async function stepsOfSecondRun(input: Parameters<typeof openIndexer>[0]): Promise<number> {
  const { indexer, clock, looks } = openIndexer(input)
  await indexer.step()
  clock.advance(LIMITS.textIndexMilliseconds)
  const before = looks.length
  await indexer.step()
  return looks.length - before
}

it('takes a small share of the time while the event loop has other work, and more without', async () => {
  const stepsIn = (percent: number) =>
    Math.ceil((LIMITS.textIndexMilliseconds * percent) / 100 / STEP_MILLISECONDS)
  expect(await stepsOfSecondRun({ busyPercent: 90 })).toBe(stepsIn(LIMITS.textIndexBusyPercent))
  expect(await stepsOfSecondRun({ busyPercent: 5 })).toBe(stepsIn(LIMITS.textIndexIdlePercent))
})

it('begins with the small share', async () => {
  const { indexer, looks } = openIndexer()
  await indexer.step()
  const share = (LIMITS.textIndexMilliseconds * LIMITS.textIndexBusyPercent) / 100
  expect(looks).toHaveLength(Math.ceil(share / STEP_MILLISECONDS))
})

it('looks a second time at older notifications, once a minute, after the first look is done', async () => {
  const { indexer, clock, looks } = openIndexer({ waiting: 10 })
  // After a start the share is too small for both looks.
  await indexer.step()
  looks.length = 0
  await indexer.step()
  expect(looks).toEqual([
    { look: 'first', before: LIMITS.textIndexSettleMilliseconds },
    { look: 'late', before: LIMITS.textIndexLateSeconds * 1000 },
  ])
  await indexer.step()
  expect(looks.map(({ look }) => look)).toEqual(['first', 'late', 'first'])
  clock.advance(LIMITS.textIndexLateMilliseconds)
  await indexer.step()
  expect(looks.map(({ look }) => look).slice(3)).toEqual(['first', 'late'])
})

it('does nothing while another node has the lease', async () => {
  const { indexer, looks } = openIndexer({ hasLease: false })
  await indexer.step()
  expect(looks).toEqual([])
})

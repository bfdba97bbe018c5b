import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Context } from './core/context.ts'
import { openStore } from './db/open-store.ts'
import { readEnv } from './env.ts'
import type { Census } from './ops/census.ts'
import { findRehearsal } from './ops/rehearsals.ts'
import { systemClock } from './ops/system-clock.ts'
import { scheduleRehearsals } from './schedule-rehearsals.ts'
import { makeTemporaryDirectory } from './testing/temporary-database.ts'
import { TestClock } from './testing/test-clock.ts'

const DAY = 86_400_000

async function prepare(otherIds: readonly string[]) {
  const { path, remove } = await makeTemporaryDirectory()
  const dataDirectory = join(path, 'data')
  const events: object[] = []
  const note = (fields: object) => void events.push(fields)
  const clock = new TestClock()
  const stops = scheduleRehearsals(
    {
      context: { clock, log: { info: note, warn: note, error: note } } as unknown as Context,
      census: { id: 'b', otherIds } as unknown as Census,
      onUnexpected: (error) => {
        throw error
      },
    },
    readEnv({ AOI_DATA_DIR: dataDirectory, AOI_REHEARSE_AT: '03:30' }),
  )
  onTestFinished(async () => {
    for (const stop of stops) stop()
    await remove()
  })
  return { dataDirectory, clock, events }
}

it('the first of several nodes rehearses once a day, and logs the result and the reason of a failure', async () => {
  const { dataDirectory, clock, events } = await prepare(['c'])
  clock.advance(DAY)
  await expect.poll(() => events).toMatchObject([{ event: 'rehearsalFailed' }])
  expect(events).toMatchObject([{ reason: expect.stringContaining('aoi.db is missing') }])
  expect(await findRehearsal(dataDirectory)).toBeUndefined()

  await (await openStore({ dataDirectory, clock: systemClock })).close()
  clock.advance(DAY)
  await expect.poll(() => events).toMatchObject([{}, { event: 'rehearsed' }])
  expect((await findRehearsal(dataDirectory))?.reason).toBeUndefined()
})

it('another node does not', async () => {
  const { clock, events } = await prepare(['a'])
  clock.advance(DAY)
  await new Promise((resolve) => setImmediate(resolve))
  expect([events, clock.waiting]).toEqual([[], 1])
})

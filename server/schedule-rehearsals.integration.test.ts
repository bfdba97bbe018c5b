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
const LOOK = 20_000
/** In the time zone of the process, as the setting is. */
const SOON = new Date(2026, 10, 2, 3, 29, 50).getTime()

async function prepare(otherIds: readonly string[]) {
  const { path, remove } = await makeTemporaryDirectory()
  const dataDirectory = join(path, 'data')
  const events: object[] = []
  const note = (fields: object) => void events.push(fields)
  const clock = new TestClock(SOON)
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
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  const advance = async (milliseconds: number) => {
    clock.advance(milliseconds)
    await turn()
    clock.advance(LOOK)
    await turn()
  }
  return { dataDirectory, clock, events, advance }
}

it('the first of several nodes rehearses once a day, and logs the result and the reason of a failure', async () => {
  const { dataDirectory, events, advance } = await prepare(['c'])
  await advance(0)
  await expect.poll(() => events, { timeout: 60_000 }).toMatchObject([{ event: 'rehearsalFailed' }])
  expect(events).toMatchObject([{ reason: expect.stringContaining('aoi.db is missing') }])
  expect(await findRehearsal(dataDirectory)).toBeUndefined()

  await (await openStore({ dataDirectory, clock: systemClock })).close()
  await advance(DAY)
  await expect.poll(() => events, { timeout: 60_000 }).toMatchObject([{}, { event: 'rehearsed' }])
  expect((await findRehearsal(dataDirectory))?.reason).toBeUndefined()
})

it('another node does not', async () => {
  const { clock, events, advance } = await prepare(['a'])
  await advance(0)
  expect([events, clock.waiting]).toEqual([[], 1])
})

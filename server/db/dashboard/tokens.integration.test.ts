import { expect, it, onTestFinished } from 'vitest'
import { LIMITS } from '#protocol'
import { systemClock } from '#server/ops/system-clock.ts'
import { makeTemporaryDirectory } from '#server/testing/temporary-database.ts'
import { openStore } from '../open-store.ts'

it('reports the lag of the slowest member up to the limit of members, and no lag above it', async () => {
  const directory = await makeTemporaryDirectory()
  const store = await openStore({ dataDirectory: directory.path, clock: systemClock })
  onTestFinished(async () => {
    await store.close()
    await directory.remove()
  })
  const add = (from: number, count: number) =>
    store.simulated.addMembers({
      clientAppToken: 'g1',
      applicationName: 'app',
      at: 1,
      clients: Array.from({ length: count }, (_, index) => ({ id: `ac_${from + index}`, name: 'simulated' })),
    })
  const list = async () =>
    (await store.dashboard.listTokens({ filter: {}, limit: 1, cursor: undefined })).rows
  await add(0, LIMITS.furthestBehindMembers)
  expect(await list()).toMatchObject([{ members: LIMITS.furthestBehindMembers, leastAckedSeq: 0 }])
  await add(LIMITS.furthestBehindMembers, 1)
  const [token] = await list()
  expect(token).toMatchObject({ members: LIMITS.furthestBehindMembers + 1 })
  expect(token).not.toHaveProperty('leastAckedSeq')
})

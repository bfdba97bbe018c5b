import { rename } from 'node:fs/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { Clock } from '../core/clock.ts'
import { openTestServices } from '../testing/api-door.ts'
import { Readiness } from './readiness.ts'
import { systemClock } from './system-clock.ts'

type TestServices = Awaited<ReturnType<typeof openTestServices>>
let opened: TestServices | undefined

afterEach(async () => {
  await opened?.close()
  opened = undefined
})

/** Readiness over a real database, with a monotonic clock that tests move. */
async function open(change: { diskFreeBytesMin?: number; submissions?: { length: number } } = {}) {
  opened = await openTestServices()
  const { context, isDraining, drain } = opened.services
  const time = { now: 0 }
  const clock: Clock = { ...systemClock, monotonic: () => time.now }
  const { store, submissions } = context
  const { dataDirectory } = opened
  const readiness = new Readiness({ store, submissions, clock, dataDirectory, isDraining, ...change })
  return { readiness, drain, time, dataDirectory, store }
}

describe('Readiness', () => {
  it('is ready while the database is writable, the disk has space and no queue is full', async () => {
    const { readiness } = await open()
    expect(await readiness.check()).toEqual({ ready: true, reasons: [] })
    expect(() => readiness.refuseWhenDiskIsLow()).not.toThrow()
  })

  it('checks once for all callers within a second', async () => {
    const { readiness, time } = await open()
    const first = readiness.check()
    await first
    time.now = 999
    expect(readiness.check()).toBe(first)
    time.now = 1000
    expect(readiness.check()).not.toBe(first)
  })

  it('reports at once that the server drains, even within that second', async () => {
    const { readiness, drain } = await open()
    await readiness.check()
    drain()
    expect(await readiness.check()).toEqual({ ready: false, reasons: ['the server is draining'] })
  })

  it('reports a nearly full disk, and refuses submissions from then on', async () => {
    const { readiness } = await open({ diskFreeBytesMin: Number.MAX_SAFE_INTEGER })
    expect(() => readiness.refuseWhenDiskIsLow()).not.toThrow()
    const { ready, reasons } = await readiness.check()
    expect([ready, reasons]).toEqual([false, ['the disk of the data directory is nearly full']])
    expect(() => readiness.refuseWhenDiskIsLow()).toThrow(
      expect.objectContaining({ code: 'unavailable', retryAfter: 30 }),
    )
  })

  it('reports a missing data directory', async () => {
    const { readiness, dataDirectory } = await open()
    await rename(dataDirectory, `${dataDirectory}-moved`)
    const { reasons } = await readiness.check()
    await rename(`${dataDirectory}-moved`, dataDirectory)
    expect(reasons).toContain('the data directory cannot be read')
  })

  it('reports a full queue', async () => {
    const { readiness } = await open({ submissions: { length: 3000 } })
    expect((await readiness.check()).reasons).toEqual(['too many submissions are waiting'])
  })
})

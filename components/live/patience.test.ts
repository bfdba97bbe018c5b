import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { LIMITS } from '#protocol/limits.ts'
import { beginAct } from './patience.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** A server that answers `/api/health`; `asked` returns the number of requests. */
async function serve(status: number): Promise<{ asked: () => number; close: () => void }> {
  let asked = 0
  const server = createServer((_, response) => {
    asked += 1
    response.writeHead(status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const { fetch } = globalThis
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init))
  return { asked: () => asked, close: () => server.close() }
}

/** Advances the time in steps until `isSo`. */
async function passUntil(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    vi.advanceTimersByTime(100)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

it('an act continues while the server answers, and ends at its limit', async () => {
  const { asked, close } = await serve(200)
  const { signal } = beginAct()
  await passUntil(() => signal.aborted)
  expect(asked()).toBe(LIMITS.dashboardActSecondsMax / LIMITS.dashboardActSeconds)
  expect(signal.reason).toMatchObject({ code: 'noAnswer' })
  close()
})

it('an act ends at the first check without an answer from the server', async () => {
  const { asked, close } = await serve(502)
  const { signal } = beginAct()
  await passUntil(() => signal.aborted)
  expect(asked()).toBe(1)
  close()
})

it('an act that has its answer never ends by the limit', async () => {
  const { asked, close } = await serve(502)
  const { signal, stop } = beginAct()
  stop()
  vi.advanceTimersByTime(LIMITS.dashboardActSecondsMax * 1000)
  expect([asked(), signal.aborted]).toEqual([0, false])
  close()
})

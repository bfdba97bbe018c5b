import { expect, it, onTestFinished } from 'vitest'
import { callHttpInNode } from '../http/http-call-node.ts'
import { platformBrowser } from '../platform-browser.ts'
import { platformNode } from '../platform-node.ts'
import { startAoiClient } from '../start-aoi-client.ts'
import { memoryStorage } from '../storage/memory-storage.ts'
import { useTestServer, waitForState } from '../testing/use-aoi-clients.ts'

/** A clock on which no pause of the back-off ever ends by itself. */
const stillClock = {
  now: () => 0,
  after: (milliseconds: number, run: () => void) => {
    if (milliseconds > 0 && milliseconds < 60_000 && milliseconds !== 10_000) return () => undefined
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
}

async function useSleepingClient() {
  const server = await useTestServer()
  let wake: () => void = () => undefined
  const onWake = (listener: () => void) => {
    wake = listener
    return () => undefined
  }
  const options = { serverUrl: server.url, storage: memoryStorage(), clock: stillClock, random: () => 0.9 }
  const aoiClient = startAoiClient(options, { ...platformNode, onWake, callHttp: callHttpInNode })
  onTestFinished(() => aoiClient.close())
  await waitForState(aoiClient, 'connected')
  return { server, aoiClient, wake: () => wake() }
}

it('reconnects at once when the network returns, without the rest of its back-off', async () => {
  const { server, aoiClient, wake } = await useSleepingClient()
  server.cut()
  await waitForState(aoiClient, 'reconnecting')
  wake()
  await waitForState(aoiClient, 'connected')
})

it('listens for the network, and for a page that becomes visible', () => {
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
  Object.defineProperty(globalThis, 'document', { value: page, configurable: true })
  const world = new EventTarget()
  const listen = globalThis.addEventListener
  globalThis.addEventListener = world.addEventListener.bind(world) as typeof listen
  onTestFinished(() => {
    Reflect.deleteProperty(globalThis, 'document')
    globalThis.addEventListener = listen
  })
  let woken = 0
  const stop = platformBrowser.onWake(() => {
    woken += 1
  })
  world.dispatchEvent(new Event('online'))
  page.dispatchEvent(new Event('visibilitychange'))
  page.visibilityState = 'hidden'
  page.dispatchEvent(new Event('visibilitychange'))
  expect(woken).toBe(2)
  stop()
  world.dispatchEvent(new Event('online'))
  expect(woken).toBe(2)
})

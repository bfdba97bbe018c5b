import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'puppeteer-core'

const PAGE = `<!doctype html><meta charset="utf-8"><title>A site that pushes</title><script>
async function subscribe(applicationServerKey) {
  const worker = await navigator.serviceWorker.register('/worker.js')
  await navigator.serviceWorker.ready
  const options = applicationServerKey === undefined ? {} : { applicationServerKey }
  const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, ...options })
  return JSON.stringify(subscription)
}
async function unsubscribe() {
  const worker = await navigator.serviceWorker.ready
  return (await worker.pushManager.getSubscription()).unsubscribe()
}
async function received() {
  const cache = await caches.open('push')
  return JSON.stringify(await (await cache.match('/received'))?.json() ?? [])
}
</script>`

/** Stores each push where the page finds it, even if the page is closed at that time. */
const WORKER = `
let work = Promise.resolve()
self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener('push', (event) => {
  const bytes = event.data === null ? null : new Uint8Array(event.data.arrayBuffer()).toBase64()
  work = work.then(() => keep(bytes))
  event.waitUntil(work)
})
async function keep(bytes) {
  const cache = await caches.open('push')
  const received = await (await cache.match('/received'))?.json() ?? []
  await cache.put('/received', new Response(JSON.stringify([...received, bytes])))
}`

export type SiteSubscription = { endpoint: string; keys: { p256dh: string; auth: string } }

/** Opens another party's web site, whose page and worker use the Push API as any site does. */
export async function openPushSite(): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    const isWorker = request.url === '/worker.js'
    response
      .writeHead(200, { 'content-type': isWorker ? 'text/javascript' : 'text/html' })
      .end(isWorker ? WORKER : PAGE)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Subscribes the page, bound to a VAPID key or not. */
export async function subscribeOn(page: Page, vapidKey?: string): Promise<SiteSubscription> {
  const given = vapidKey === undefined ? '' : JSON.stringify(vapidKey)
  return JSON.parse(String(await page.evaluate(`subscribe(${given})`)))
}

export async function unsubscribeOn(page: Page): Promise<void> {
  await page.evaluate('unsubscribe()')
}

/** Returns all pushes that the browser has passed to the site's worker, decrypted; `null` for a push without data. */
export async function receivedOn(page: Page): Promise<(Buffer | null)[]> {
  const received: (string | null)[] = JSON.parse(String(await page.evaluate('received()')))
  return received.map((bytes) => (bytes === null ? null : Buffer.from(bytes, 'base64')))
}

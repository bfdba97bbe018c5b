import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import webpush from 'web-push'
import { PUSH_SOCKET_PATH } from '#protocol'
import { registerClientApp } from '#server/core/registrations/register-client-app.ts'
import { FIREFOX, FirefoxProfile } from '#server/testing/firefox.ts'
import {
  openPushSite,
  receivedOn,
  type SiteSubscription,
  subscribeOn,
  unsubscribeOn,
} from '#server/testing/push-site.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { wrapBody } from '../core/web-push/wrap-body.ts'

const PATIENCE = { timeout: 60_000 }

if (FIREFOX === undefined)
  console.log(
    'test: skipped, because Firefox is missing (apt: firefox-esr): a stock browser as an AOI Client',
  )

describe.skipIf(FIREFOX === undefined)('a stock Firefox', () => {
  let server: TestServer
  let site: Awaited<ReturnType<typeof openPushSite>>
  let firefox: FirefoxProfile
  let page: Page
  let subscription: SiteSubscription

  const visit = async () => {
    const [opened] = await (await firefox.open()).pages()
    if (opened === undefined) throw new Error('Firefox opened no page')
    await opened.goto(site.url)
    return opened
  }
  const texts = async () => (await receivedOn(page)).map((bytes) => bytes?.toString())

  beforeAll(async () => {
    server = await startTestServer()
    site = await openPushSite()
    firefox = await FirefoxProfile.make(`${server.url.replace('http', 'ws')}${PUSH_SOCKET_PATH}`)
    page = await visit()
    subscription = await subscribeOn(page)
  }, 120_000)
  afterAll(async () => {
    await firefox.remove()
    site.close()
    await server.stop()
  })

  it('subscribes here, and is listed among the AOI Clients', async () => {
    expect(subscription.endpoint).toContain(`${server.url}/wp/u1`)
    const { rows } = await server.services.context.store.listAoiClients({ limit: 10 })
    expect(rows).toMatchObject([
      { name: expect.stringMatching(/^Firefox \d+$/), platform: 'Mozilla push socket', registrations: 1 },
    ])
  })

  it('decrypts a message of a sender, and acknowledges it', async () => {
    expect(await send(subscription, 'first')).toBe(201)
    await expect.poll(texts, PATIENCE).toEqual(['first'])
    await expect.poll(() => pendingOf(server, subscription), PATIENCE).toBe(0)
  })

  it('gets the messages sent while it was closed, in order and once', async () => {
    await firefox.close()
    for (const text of ['second', 'third', 'fourth']) expect(await send(subscription, text)).toBe(201)
    page = await visit()
    await expect.poll(texts, PATIENCE).toEqual(['first', 'second', 'third', 'fourth'])
    await expect.poll(() => pendingOf(server, subscription), PATIENCE).toBe(0)
  })

  it('joins a group, and receives the group’s ciphertext whole inside its own', async () => {
    const { context } = server.services
    const { rows } = await context.store.listAoiClients({ limit: 1 })
    const aoiClientId = rows[0]?.id ?? ''
    const own = await context.store.listRegistrations({ aoiClientId, limit: 1 })
    const channelId = own.rows[0]?.channel?.channelId ?? ''
    const { registration } = await registerClientApp(context, {
      aoiClientId,
      applicationName: 'com.example.group',
      tokenSeed: 'the wire seed of a group',
      webPush: true,
      channel: { channelId, keys: subscription.keys },
    })
    // The largest ciphertext that fits into one record when it is encrypted again. It holds 3,890 bytes of the group's
    // message.
    const ciphertext = Buffer.alloc(3890 + 103, 7)
    const headers = { ttl: '60', 'content-encoding': 'aes128gcm' }
    const endpoint = `${server.url}/wp/${registration.clientAppToken}`
    const sent = await fetch(endpoint, { method: 'POST', headers, body: ciphertext })
    expect(sent.status).toBe(201)
    expect(wrapBody(ciphertext, subscription.keys).byteLength).toBe(4096)
    await expect.poll(async () => (await receivedOn(page)).at(-1), PATIENCE).toEqual(ciphertext)
  })

  it('restricts its endpoint to one sender by a VAPID key: 401 without one, 403 for another', async () => {
    const sender = webpush.generateVAPIDKeys()
    await unsubscribeOn(page)
    const bound = await subscribeOn(page, sender.publicKey)
    expect(bound.endpoint).not.toBe(subscription.endpoint)
    expect(await send(bound, 'from nobody')).toBe(401)
    expect(await send(bound, 'from another', webpush.generateVAPIDKeys())).toBe(403)
    expect(await send(bound, 'from its sender', sender)).toBe(201)
    await expect.poll(async () => (await texts()).at(-1), PATIENCE).toBe('from its sender')
    await unsubscribeOn(page)
    expect(await send(bound, 'late')).toBe(404)
  })

  it('unsubscribes, and its endpoint then answers 404', async () => {
    expect(await send(subscription, 'late')).toBe(404)
  })
})

/** Sends as any application server does. */
async function send(subscription: SiteSubscription, text: string, as?: webpush.VapidKeys): Promise<number> {
  const vapid = as === undefined ? {} : { vapidDetails: { subject: 'mailto:sender@example.com', ...as } }
  const options = { TTL: 60, ...vapid }
  const { endpoint, headers, body } = webpush.generateRequestDetails(subscription, text, options)
  const raw = new Uint8Array(body ?? Buffer.alloc(0))
  const fields = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)])
  const sendable = fields.filter(([name]) => name.toLowerCase() !== 'content-length')
  return (await fetch(endpoint, { method: 'POST', headers: sendable, body: raw })).status
}

/** Returns the number of notifications that the browser has not acknowledged. */
async function pendingOf({ services }: TestServer, { endpoint }: SiteSubscription): Promise<number> {
  const { store, clock } = services.context
  const { rows } = await store.listNotifications({ now: clock.now(), limit: 100 })
  const own = rows.filter(({ clientAppToken }) => endpoint.endsWith(clientAppToken))
  return own.reduce((sum, { pending }) => sum + pending, 0)
}

import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { encodeJoinLink } from '../protocol/join-link.ts'
import { findWholeChromium } from '../scripts/test/chromium.ts'
import { PushVendor } from '../server/testing/push-vendor.ts'
import { expect, test } from './fixtures.ts'
import { listRinging, readToken } from './inbox-page.ts'
import { Caller } from './seed.ts'

const SEED = 'a seed for the door that nobody guesses'

// The headless shell shows no notifications.
const WHOLE_CHROMIUM = findWholeChromium()
test.use({
  ...{ signedIn: false, settings: { AOI_OUTBOUND_ALLOW: '127.0.0.1' }, permissions: ['notifications'] },
  launchOptions: {
    ...(WHOLE_CHROMIUM !== undefined && { executablePath: WHOLE_CHROMIUM }),
    chromiumSandbox: process.getuid?.() !== 0,
  },
})

test('A person gets a message by push, and sees it once when they open the inbox', async ({
  page,
  context,
  server,
  person,
}) => {
  const vendor = await PushVendor.open()
  const subscription = vendor.subscribe()
  // This browser is built without its vendor's push service, so a double stands in for it.
  await page.addInitScript(subscribeAtVendor, subscription.element)
  const key = await person.createKey()
  await page.goto(encodeJoinLink(server.url, { app: person.application, seed: SEED, name: 'Front door' }))
  await page.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(page.getByText('No message yet')).toBeVisible()
  await page.getByRole('button', { name: 'Let messages ring' }).click()
  await expect(page.getByRole('button', { name: 'Do not ring' })).toBeVisible()
  const token = await page.evaluate(readToken)
  await page.close()

  const elsewhere = await context.newPage()
  await elsewhere.goto('/sign-in')
  const deliver = await openPush(elsewhere, server.url)
  const { notificationId } = await new Caller(server).call({
    path: '/api/v1/notifications',
    body: {
      messageType: 'notificationReq',
      clientAppToken: token,
      payload: { web_push: 8030, notification: { title: 'Door open' } },
    },
    headers: { authorization: `Bearer ${key}`, 'idempotency-key': randomUUID() },
  })
  const { message } = await subscription.open(await vendor.next())
  for (let times = 0; times < 2; times += 1) await deliver(JSON.stringify(message))
  await expect
    .poll(() =>
      new Caller(server).call({
        path: `/api/v1/notifications/${notificationId}`,
        headers: { authorization: `Bearer ${key}` },
      }),
    )
    .toMatchObject({ acked: 1 })
  await expect.poll(() => elsewhere.evaluate(listRinging)).toEqual(['Door open'])

  await elsewhere.goto('/inbox')
  await expect(elsewhere.getByRole('status').filter({ hasText: 'Connected' })).toBeVisible()
  const card = elsewhere.locator('[data-message]')
  await expect(card).toHaveCount(1)
  await expect(card).toContainText('Confirmed to the sender at')
  await context.setOffline(true)
  await elsewhere.reload()
  await expect(card).toContainText('Door open')
  await vendor.close()
})

/** Replaces the browser's connection to its vendor: runs before the page's own scripts. */
function subscribeAtVendor(element: { endpoint: string; keys: { p256dh: string; auth: string } }): void {
  const made: { subscription: object | null } = { subscription: null }
  Reflect.set(PushManager.prototype, 'getSubscription', async () => made.subscription)
  Reflect.set(
    PushManager.prototype,
    'subscribe',
    async ({ applicationServerKey: key }: { applicationServerKey: string }) => {
      const bytes = Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (one) =>
        one.charCodeAt(0),
      )
      const options = { userVisibleOnly: true, applicationServerKey: bytes.buffer }
      made.subscription = { endpoint: element.endpoint, options, toJSON: () => element }
      return made.subscription
    },
  )
}

/** Returns a function that hands a decrypted push message to the inbox's worker, as the browser does. */
async function openPush(page: Page, origin: string): Promise<(data: string) => Promise<void>> {
  const tools = await page.context().newCDPSession(page)
  const registered = new Promise<string>((resolve) => {
    tools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL === `${origin}/inbox`)
      if (own !== undefined) resolve(own.registrationId)
    })
  })
  await tools.send('ServiceWorker.enable')
  const registrationId = await registered
  return (data) =>
    tools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data }).then(() => undefined)
}

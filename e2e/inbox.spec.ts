import { randomUUID } from 'node:crypto'
import { encodeJoinLink } from '../protocol/join-link.ts'
import { expect, test } from './fixtures.ts'
import { readToken } from './inbox-page.ts'
import { findViolations, LOOKS, wear } from './looks.ts'
import { Caller } from './seed.ts'

test.use({ signedIn: false, shares: true })

const SEED = 'a seed for the door that nobody guesses'

test('A person without an account joins by a link, receives a message live and once, and leaves', async ({
  page,
  context,
  server,
  person,
}) => {
  const key = await person.createKey()
  const link = encodeJoinLink(server.url, { app: person.application, seed: SEED, name: 'Front door' })
  await page.goto(link)
  await expect(page.getByRole('heading', { name: 'Join “Front door”?' })).toBeVisible()
  expect(page.url()).toBe(`${server.url}/inbox`)
  expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2)
  await page.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(page.getByText('No message yet')).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: 'Connected' })).toBeVisible()

  const token = await page.evaluate(readToken)
  const send = (notification: object) =>
    new Caller(server).call({
      path: '/api/v1/notifications',
      body: {
        messageType: 'notificationReq',
        clientAppToken: token,
        payload: { web_push: 8030, notification },
      },
      headers: { authorization: `Bearer ${key}`, 'idempotency-key': randomUUID() },
    })
  await send({
    title: 'Door open',
    body: '<b>since</b> 5 min',
    navigate: 'https://example.com/door',
    actions: [{ action: 'log', title: 'Log', navigate: 'https://example.com/log' }],
  })
  const card = page.locator('[data-message]')
  await expect(card).toHaveCount(1)
  await expect(card).toContainText('<b>since</b> 5 min')
  await expect(card).toContainText('Confirmed to the sender at')
  await expect(card.getByRole('link', { name: 'Open example.com' })).toHaveAttribute('rel', /noopener/)
  await expect(page.getByRole('button', { name: /All groups.*1 unread/ })).toBeVisible()
  for (const look of LOOKS) {
    await wear(page, look)
    expect(await findViolations(page, look.rules), look.name).toEqual([])
  }

  await page.reload()
  await expect(page.getByRole('status').filter({ hasText: 'Connected' })).toBeVisible()
  await send({ title: 'Door closed' })
  await expect(card).toHaveCount(2)
  await expect(card.first()).toContainText('Door closed')
  await expect(page).toHaveTitle('(2) Inbox')
  await card.last().getByRole('button', { name: 'Pin', exact: true }).press('Enter')
  await expect(card.first()).toContainText('Door open')
  await card.first().getByRole('button', { name: 'Unpin' }).click()
  await expect(card.first()).toContainText('Door closed')
  await page.getByRole('searchbox').fill('closed')
  await expect(card).toHaveCount(1)
  await page.getByRole('searchbox').fill('')
  await page.getByRole('button', { name: 'Mark all as read' }).click()
  await expect(page.getByText('1 unread')).toHaveCount(0)

  await page.getByRole('button', { name: 'Front door' }).click()
  await page.getByRole('button', { name: 'Leave the group' }).click()
  await expect(page.getByRole('button', { name: 'Stay' })).toBeFocused()
  await page.getByRole('button', { name: 'Leave', exact: true }).click()
  await expect(page.getByText('This inbox has no group yet')).toBeVisible()
  expect(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).toEqual([
    'aoi-inbox-messages',
  ])
  expect(await context.cookies()).toEqual([])
})

test('A person joins by the camera, which reads the code of a join link and ignores others', async ({
  page,
  server,
  person,
}) => {
  const link = encodeJoinLink(server.url, { app: person.application, seed: SEED, name: 'Front door' })
  await page.goto('/inbox')
  await expect(page.getByText('This browser cannot read QR codes.')).toBeVisible()
  // This browser is built without a reader of codes, and this machine has no camera.
  await page.addInitScript(showCodes, ['https://example.com', link])
  const opened = await page.reload()
  expect(opened?.headers()['permissions-policy']).toContain('camera=(self)')
  await page.getByRole('button', { name: 'Scan a QR code' }).click()
  await expect(page.getByText('This code is no join link.')).toBeVisible()
  for (const look of LOOKS) {
    await wear(page, look)
    expect(await findViolations(page, look.rules), look.name).toEqual([])
  }
  await page.evaluate(() => window.dispatchEvent(new Event('next-code')))
  await expect(page.getByRole('heading', { name: 'Join “Front door”?' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Scan a QR code' })).toBeVisible()
})

/** Replaces camera and reader: the codes are in front of the camera one after another. */
function showCodes(codes: string[]): void {
  const canvas = document.createElement('canvas')
  // A camera sends pictures all the time.
  setInterval(() => canvas.getContext('2d')?.fillRect(Math.random(), 0, 10, 10), 100)
  Reflect.set(navigator.mediaDevices, 'getUserMedia', async () => canvas.captureStream(5))
  window.addEventListener('next-code', () => void codes.shift())
  class BarcodeDetector {
    static getSupportedFormats = async () => ['qr_code']
    detect = async () => codes.slice(0, 1).map((rawValue) => ({ rawValue }))
  }
  Reflect.set(window, 'BarcodeDetector', BarcodeDetector)
}

import type { Page } from '@playwright/test'
import webpush from 'web-push'
import { expect, test } from './fixtures.ts'

test.use({ shares: true })

async function startPhones(page: Page): Promise<string[]> {
  await page.getByRole('button', { name: 'Start the phones' }).click()
  await expect(page.locator('[data-fingerprint]')).toHaveCount(5)
  return page.locator('[data-fingerprint]').allTextContents()
}

async function send(page: Page, text: string): Promise<void> {
  await page.getByLabel('Text').fill(text)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
}

const phone = (page: Page, id: string) => page.locator(`[data-phone="${id}"]`)

test('An operator sees two tabs with one seed ring together, and an intercepted token receive nothing', async ({
  page,
  context,
}) => {
  await page.goto('/demo')
  const tokens = await startPhones(page)
  expect(new Set(tokens.slice(0, 3)).size).toBe(1)

  const opened = context.waitForEvent('page')
  await page.getByRole('link', { name: 'Open another tab with the same seed' }).click()
  const other = await opened
  const others = await startPhones(other)
  expect(others[0]).toBe(tokens[0])

  await send(page, 'To both tabs')
  for (const tab of [page, other]) {
    for (const id of ['A', 'B', 'C']) await expect(phone(tab, id)).toContainText('To both tabs')
    for (const id of ['D', 'E']) await expect(phone(tab, id)).toContainText('0 received')
  }
  await expect(page.getByText('Sent to 6 recipients.')).toBeVisible()
  expect(new Set([tokens[0], tokens[3], tokens[4]]).size).toBe(3)
})

test('An operator takes a phone offline, and it receives the missed notification once when it is back', async ({
  page,
}) => {
  await page.goto('/demo')
  await startPhones(page)
  await page.getByRole('button', { name: 'Disconnect B' }).click()
  await expect(phone(page, 'B')).toContainText('offline')
  await send(page, 'While you were away')
  await expect(phone(page, 'A')).toContainText('While you were away')
  await expect(phone(page, 'B')).toContainText('0 received')

  await page.getByRole('link', { name: 'Open the fan-out' }).click({ modifiers: ['Control'] })
  await page.getByRole('button', { name: 'Connect B' }).click()
  await expect(phone(page, 'B')).toContainText('While you were away')
  await expect(phone(page, 'B')).toContainText('1 received, each once')
})

test('An operator starts the phones of the first steps, and then those of the demo in the same tab', async ({
  page,
}) => {
  await page.goto('/start')
  await page.getByRole('button', { name: 'Start the phones' }).click()
  await expect(page.locator('[data-fingerprint]')).toHaveCount(4)
  await page.goto('/demo')
  const tokens = await startPhones(page)
  expect(new Set(tokens.slice(0, 3)).size).toBe(1)
})

test('An operator reads how a stock Firefox uses this server for push, and why this browser cannot', async ({
  page,
  server,
}) => {
  await page.goto('/demo')
  const part = page.getByRole('region', { name: 'A stock Firefox as an AOI Client' })
  await expect(part).toContainText('dom.push.serverURL')
  await expect(part).toContainText(`${server.url.replace('http', 'ws')}/autopush/v1`)
  await expect(part.getByText('This browser cannot join')).toBeVisible()
  await expect(part).toContainText('open the address of this page in it')
  await expect(part.getByRole('button', { name: 'Join with this browser' })).toBeDisabled()
})

test('An operator sees all phones ring with one encrypted message of a library, in both encodings', async ({
  page,
}) => {
  await page.goto('/demo')
  await startPhones(page)
  const part = page.getByRole('region', { name: 'Send to the group by Web Push' })
  const subscription = JSON.parse(
    (await part.locator('code').textContent()) ?? '',
  ) as webpush.PushSubscription
  for (const contentEncoding of ['aes128gcm', 'aesgcm'] as const) {
    const vapidDetails = { subject: 'mailto:sender@example.com', ...webpush.generateVAPIDKeys() }
    const text = `Encrypted by ${contentEncoding}`
    const details = webpush.generateRequestDetails(subscription, JSON.stringify({ text }), {
      ...{ TTL: 60, vapidDetails, contentEncoding },
    })
    const { 'Content-Length': _, ...headers } = details.headers
    const posted = await fetch(details.endpoint, {
      ...{ method: 'POST', headers: headers as Record<string, string> },
      body: new Uint8Array(details.body ?? []),
    })
    expect(posted.status).toBe(201)
    for (const id of ['A', 'B', 'C']) await expect(phone(page, id)).toContainText(text)
  }
  for (const id of ['D', 'E']) await expect(phone(page, id)).toContainText('0 received')
})

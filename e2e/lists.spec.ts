import { createECDH, randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { readJoinLink } from '../protocol/join-link.ts'
import { expect, test } from './fixtures.ts'
import { findViolations } from './looks.ts'
import { Caller } from './seed.ts'
import type { TestServer } from './test-server.ts'

const APPLICATION = 'com.example.news'
const SENT = 60

type Sender = { clientAppToken: string; key: string }

async function post(server: TestServer, input: { path: string; body: object; authorization?: string }) {
  const { path, body, authorization } = input
  const answered = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: JSON.stringify(body),
  })
  return (await answered.json()) as Record<string, string>
}

/** The subscription of a phone at a push service that does not exist. */
function subscribe(): object {
  const p256dh = createECDH('prime256v1').generateKeys('base64url')
  return { endpoint: 'https://push.invalid/up', keys: { p256dh, auth: 'A'.repeat(22) } }
}

/** Makes an AOI Client with one registration, which never connects. Returns the token. */
async function register(
  server: TestServer,
  { ApplicationName = APPLICATION, ...elements }: { ApplicationName?: string; subscription?: object } = {},
): Promise<string> {
  const { aoiClientId, aoiClientSecret } = await post(server, {
    path: '/api/v1/aoi-clients',
    body: { messageType: 'aoiClientRegistrationReq' },
  })
  const { clientAppToken } = await post(server, {
    path: '/api/v1/client-app-registrations',
    body: {
      messageType: 'clientAppRegistrationReq',
      ...{ aoiClientId, ApplicationName, tokenSeed: 'a seed of the family', ...elements },
    },
    authorization: `Basic ${Buffer.from(`${aoiClientId}:${aoiClientSecret}`).toString('base64')}`,
  })
  return clientAppToken ?? ''
}

async function send(server: TestServer, { sender, text }: { sender: Sender; text: string }): Promise<void> {
  await post(server, {
    path: '/api/v1/notifications',
    body: { messageType: 'notificationReq', clientAppToken: sender.clientAppToken, payload: { text } },
    authorization: `Bearer ${sender.key}`,
  })
}

/** Makes an API key on the page, like an operator. */
async function makeKey(page: Page): Promise<string> {
  await page.goto('/applications')
  await page.getByRole('button', { name: 'Create API key…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Server Application').fill('newsroom')
  await dialog.getByLabel('May send to').fill('com.example.*')
  await dialog.getByRole('button', { name: 'Create key' }).click()
  const key = await dialog.locator('code').textContent()
  expect(key).toMatch(/^aoi_sk_/)
  await dialog.getByRole('button', { name: 'I have stored it' }).click()
  await expect(page.getByRole('rowheader', { name: 'newsroom' })).toBeVisible()
  return key ?? ''
}

/** Makes a token and an API key for the application. */
async function makeSender(page: Page, input: { server: TestServer; application: string }): Promise<Sender> {
  const { server, application } = input
  const clientAppToken = await register(server, { ApplicationName: application })
  const admin = await Caller.of(page.context(), server)
  const body = { name: application, grants: [application] }
  const { key = '' } = await admin.call({ path: '/api/dashboard/api-keys', body })
  return { clientAppToken, key }
}

test('An operator pauses the list, loses no row, and cancels exactly the counted notifications', async ({
  page,
  server,
}) => {
  const clientAppToken = await register(server)
  const sender = { clientAppToken, key: await makeKey(page) }
  await page.goto('/notifications')
  await expect(page.getByText('The server accepted no notification')).toBeVisible()
  await send(server, { sender, text: 'first' })
  await expect(page.locator('tbody tr')).toHaveCount(1)

  await page.getByRole('button', { name: 'Pause' }).click()
  for (let index = 0; index < 3; index++) await send(server, { sender, text: `waiting ${index}` })
  await page.getByRole('button', { name: 'Show 3 new' }).click()
  await expect(page.locator('tbody tr')).toHaveCount(4)

  await page.getByLabel('Select all rows of this page').check()
  await page.getByLabel(`Select ${APPLICATION}`).first().uncheck()
  await page.getByRole('button', { name: 'Cancel…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason, for the audit').fill('sent by mistake')
  await dialog.getByRole('button', { name: 'Cancel 3' }).click()
  await expect(page.getByText('3 done, 0 unchanged, 0 failed.')).toBeVisible()
  await expect(page.getByRole('cell', { name: /^Cancelled/ })).toHaveCount(3)
  await expect(page.getByRole('cell', { name: /^Valid/ })).toHaveCount(1)

  await page.goto('/audit?action=notification')
  await expect(page.getByText('sent by mistake').first()).toBeVisible()
})

test.describe('on a server in use', () => {
  test.use({ shares: true })

  test('An operator is told that a list is no longer live when the server stops', async ({
    page,
    server,
  }) => {
    await page.goto('/tokens')
    await expect(page.getByText(/^●\s*Live$/)).toBeVisible()
    await server.stop()
    await expect(page.getByText(/Not live since \d\d:\d\d:\d\d/)).toBeVisible()
    await server.restart()
    await expect(page.getByText(/^●\s*Live$/)).toBeVisible()
  })

  test('An operator comes back to the same page of a filtered list, and shares it', async ({
    page,
    server,
  }) => {
    const group = `com.example.${randomUUID()}`
    const sender = await makeSender(page, { server, application: `${group}.news` })
    for (let index = 0; index < SENT; index++) await send(server, { sender, text: String(index) })
    await page.goto('/notifications')
    await page.getByLabel('Client Application', { exact: true }).fill(`${group}.*`)
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await expect(page).toHaveURL(/applicationName=/)
    // The list of before has a next page, too, when other tests have filled it.
    await expect(page.locator('tbody tr').filter({ hasText: group })).toHaveCount(50)
    await page.getByRole('link', { name: 'Next' }).click()
    await expect(page.locator('tbody tr')).toHaveCount(SENT - 50)
    await page.reload()
    await expect(page.locator('tbody tr')).toHaveCount(SENT - 50)
    // Scrolls to the top: a row that the heading half covers is too small to press.
    await page.evaluate(() => scrollTo(0, 0))
    expect(await findViolations(page)).toEqual([])
    await page.goBack()
    await expect(page.locator('tbody tr')).toHaveCount(50)
    await expect(page.getByLabel('Client Application', { exact: true })).toHaveValue(`${group}.*`)
    await page.locator('[data-row-link]').first().focus()
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await expect(page.getByText('1 selected')).toBeVisible()
  })

  test('An operator without JavaScript filters and turns pages', async ({ page, browser, server }) => {
    const application = `com.example.${randomUUID()}`
    const sender = await makeSender(page, { server, application })
    for (let index = 0; index < SENT; index++) await send(server, { sender, text: String(index) })
    const storageState = await page.context().storageState()
    const plain = await browser.newContext({ javaScriptEnabled: false, storageState, baseURL: server.url })
    try {
      const reader = await plain.newPage()
      await reader.goto(`/notifications?applicationName=${application}`)
      await expect(reader.locator('tbody tr')).toHaveCount(50)
      await reader.getByRole('link', { name: 'Next' }).click()
      await expect(reader.locator('tbody tr')).toHaveCount(SENT - 50)
      await reader.getByLabel('Client Application', { exact: true }).fill('com.example.other')
      await reader.getByRole('button', { name: 'Filter', exact: true }).click()
      await expect(reader.getByText('No row matches these filters')).toBeVisible()
    } finally {
      await plain.close()
    }
  })

  test('An operator reads why a list cannot be loaded, until it can', async ({ page }) => {
    await page.goto('/tokens')
    const answers = '**/api/dashboard/tokens?**'
    await page.route(answers, (route) => route.fulfill({ status: 500, json: {} }))
    await page.getByLabel('Client Application', { exact: true }).fill('com.example.nobody')
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    const failure = page.getByRole('alert').filter({ hasText: 'The list could not be loaded' })
    await expect(failure).toBeVisible()
    const tryAgain = failure.getByRole('button', { name: 'Try again' })
    await Promise.all([page.waitForResponse(answers), tryAgain.click()])
    expect(await failure.isVisible()).toBe(true)
    await page.unroute(answers)
    await tryAgain.click()
    await expect(failure).toBeHidden()
    await expect(page.getByText('No row matches these filters')).toBeVisible()
  })

  test('An operator sends a test to a token and reveals the whole token with a reason', async ({
    page,
    server,
  }) => {
    const application = `${APPLICATION}.${randomUUID()}`
    const clientAppToken = await register(server, {
      ...{ ApplicationName: application, subscription: subscribe() },
    })
    await page.goto('/tokens')
    await page.getByRole('row', { name: application }).locator('[data-row-link]').click()
    const member = page.locator('tr', { hasText: 'push.invalid' })
    await expect(member).toContainText('UnifiedPush')
    await expect(member).toContainText('Reachable')
    await page.getByRole('button', { name: 'Send a test' }).click()
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await expect(page.getByText('Accepted for 1 recipient.')).toBeVisible()
    await expect(page.getByRole('region', { name: 'Last notifications' }).locator('tbody tr')).toHaveCount(1)
    await page.getByRole('button', { name: 'Reveal' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason, for the audit').fill('to try the command')
    await dialog.getByRole('button', { name: 'Reveal token', exact: true }).click()
    await expect(dialog.locator('code')).toHaveText(clientAppToken)
  })
})

test.describe('with a join link', () => {
  test.use({ shares: true })

  test('An operator makes a join link with a QR code, and its seed never leaves the browser', async ({
    page,
  }) => {
    await page.setViewportSize({ width: 360, height: 740 })
    const sent: string[] = []
    page.on('request', (request) => sent.push(request.url(), request.postData() ?? ''))
    await page.goto('/tokens')
    await page.getByRole('button', { name: 'Invite by link…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Client Application').fill(APPLICATION)
    await dialog.getByLabel('Name of the group').fill('Family')
    const seed = await dialog.getByLabel('Seed of the group').inputValue()
    expect(seed).toMatch(/^[A-Za-z0-9_-]{43}$/)
    await dialog.getByLabel('Seed of the group').fill('short')
    await page.keyboard.press('Enter')
    await expect(dialog.getByRole('alert')).toContainText('seed: must be 16 to 1024 bytes of UTF-8')
    await dialog.getByLabel('Seed of the group').fill(seed)
    await page.keyboard.press('Enter')
    await expect(dialog.getByRole('img', { name: 'QR code of the join link' })).toBeVisible()
    const link = (await dialog.locator('code').textContent()) ?? ''
    expect(readJoinLink(link)).toEqual({ kind: 'join', join: { app: APPLICATION, name: 'Family', seed } })
    expect(await findViolations(page)).toEqual([])
    for (const text of sent)
      for (const secret of [seed, link.split('#')[1]]) expect(text).not.toContain(secret)
  })
})

import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { pressEscape } from './escape.ts'
import { expect, test } from './fixtures.ts'
import { OPERATOR } from './operator.ts'
import { Caller, registerMember, sendByKey } from './seed.ts'

const once = (page: Page) => page.locator('[data-dialog=once]')

/** Reloads, dismisses the browser's question, and stays. */
async function stayOnReload(page: Page): Promise<void> {
  const asked = page.waitForEvent('dialog')
  // Deferred, or the browser's question would block the result of this call.
  await page.evaluate(() => void setTimeout(() => location.reload()))
  const question = await asked
  expect(question.type()).toBe('beforeunload')
  await question.dismiss()
}

/** Tries every way to leave the value; each one asks first, and the value stays. */
async function tryToLeave(page: Page, value: string): Promise<void> {
  const shown = once(page)
  await expect(shown.locator('code')).toHaveText(value)
  await pressEscape(page, (soon) => soon(shown).toContainText('Have you stored this value?'))
  await page.mouse.click(5, 5)
  await expect(shown.locator('code')).toHaveText(value)
  await page.goBack({ waitUntil: 'commit' }).catch(() => undefined)
  await expect(shown.locator('code')).toHaveText(value)
  await stayOnReload(page)
  await expect(shown.locator('code')).toHaveText(value)
  await shown.getByRole('button', { name: 'I have stored it' }).click()
  await expect(shown).toHaveCount(0)
}

test.describe('on an empty server', () => {
  test.use({ shares: 'empty' })

  test('An operator can copy on an insecure page, with a message', async ({ page }) => {
    await page.addInitScript(() => {
      Object.defineProperty(navigator, 'clipboard', { value: undefined })
    })
    await page.goto('/applications')
    await page.getByRole('button', { name: /^Copy/ }).first().click()
    await expect(page.getByRole('button', { name: /^Copied/ })).toBeVisible()
    await page.evaluate(() => {
      document.execCommand = () => false
    })
    await page.getByRole('button', { name: /^Cop/ }).first().click()
    await expect(page.locator('[data-live-region]')).toContainText('The text is selected')
    expect(await page.evaluate(() => String(getSelection()))).toContain('npx aoi admin keys create')
  })
})

test.describe('on a server in use', () => {
  test.use({ shares: true })

  test('An operator keeps a one-time secret until “I have stored it”: Escape, outside clicks, Back and reload ask first', async ({
    page,
    server,
  }) => {
    const admin = await Caller.of(page.context(), server)
    const application = `rotated-${randomUUID()}`
    const { id = '' } = await admin.call({
      path: '/api/dashboard/api-keys',
      body: { name: application, grants: ['com.example.*'] },
    })
    await page.goto(`/applications?name=${application}`)
    await page.getByRole('row', { name: application }).getByRole('button', { name: 'Rotate key…' }).click()
    const rotate = page.locator('[data-dialog=rotateKey]')
    await expect(rotate).toContainText(id)
    await rotate.getByLabel('Hours until the old key expires').fill('0')
    await expect(rotate).toContainText('The old key expires at once')
    await rotate.getByRole('button', { name: 'Rotate key' }).click()
    // While the new key is shown, the old key is over and its row has no buttons.
    const key = (await once(page).locator('code').textContent()) ?? ''
    expect(key).toMatch(/^aoi_sk_/)
    await expect(page.locator('tbody', { hasText: application })).toContainText('Expired')
    await tryToLeave(page, key)

    await page.goto('/settings/operators')
    await page.getByLabel('E-mail').fill(`${application}@example.com`)
    await page.getByRole('button', { name: 'Create link' }).dblclick()
    await tryToLeave(page, (await once(page).locator('code').textContent()) ?? '')

    await page.goto('/settings')
    await page.getByLabel('Your password').fill(OPERATOR.password)
    await page.getByRole('button', { name: 'Set up' }).click()
    const codes = (await once(page).locator('code').textContent()) ?? ''
    expect(codes.split(' ').length).toBeGreaterThan(5)
    await tryToLeave(page, codes)
    await expect(page.getByText('otpauth://')).toBeVisible()
  })

  test('An operator stays on the page with a message when signing out or following a link while the server is down', async ({
    page,
    server,
  }) => {
    await page.goto('/tokens')
    await expect(page.getByRole('button', { name: 'Sign out' })).toBeEnabled()
    await server.stop()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect(page.getByText('You are still signed in')).toBeVisible()
    await expect(page).toHaveURL(/\/tokens$/)
    // A plain link that loads a whole document.
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Demo' }).click()
    await expect(page.getByText('The server does not answer, so this page stays')).toBeVisible()
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Audit' }).click()
    await expect(page.getByText('This page stays. The requested page opens')).toBeVisible()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Tokens')
    await server.restart()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Audit', { timeout: 45_000 })
  })

  test('An operator reads who deregistered an AOI Client and when, a fitting 404 sentence, and a fitting tab title', async ({
    page,
    server,
  }) => {
    const admin = await Caller.of(page.context(), server)
    const application = `tabs-${randomUUID()}`
    const { aoiClientId, clientAppToken } = await registerMember(server, application)
    const { key = '' } = await admin.call({
      path: '/api/dashboard/api-keys',
      body: { name: application, grants: [application] },
    })
    const { rows } = await admin.call<{ rows: { id: number }[] }>({
      path: `/api/dashboard/tokens?applicationName=${application}`,
    })
    const token = `/tokens/${rows[0]?.id}`
    const notificationId = await sendByKey(server, { key, clientAppToken, text: 'a tab' })
    await page.goto(`/notifications/${notificationId}`)
    await expect(page).toHaveTitle(`Notification ${notificationId.slice(-8)} · ${application} · AOI Server`)
    await page.goto(token)
    await expect(page).toHaveTitle(new RegExp(`^Token [0-9a-f]{6} · ${application} · AOI Server$`))

    await page.goto(`/aoi-clients/${aoiClientId}`)
    await expect(page).toHaveTitle(`AOI Client ${aoiClientId} · AOI Server`)
    await page.getByRole('button', { name: 'Deregister…' }).click()
    await page.getByLabel('Reason, for the audit').fill('it was lost')
    await page.getByRole('button', { name: 'Deregister 1' }).click()
    const said = page.locator('main')
    await expect(said).toContainText(`By ${OPERATOR.email}, on`)
    await expect(said).toContainText('it was lost')
    await expect(page.getByRole('button', { name: 'Disconnect…' })).toHaveCount(0)
    expect((await page.reload())?.status()).toBe(404)
    await expect(said).toContainText(`By ${OPERATOR.email}, on`)

    for (const [path, sentence] of [
      ['/notifications/0190a0b0-0000-7000-8000-000000000000', 'There is no notification with this ID'],
      ['/tokens/471147', 'There is no token with this ID'],
      ['/aoi-clients/ac_AAAAAAAAAAAAAAAAAAAAAA', 'There is no AOI Client with this ID'],
    ] as const) {
      expect((await page.goto(path))?.status(), path).toBe(404)
      await expect(page.getByRole('heading', { level: 1 })).toContainText(sentence)
    }

    await page.goto(token)
    await page.getByRole('button', { name: 'Send a test' }).click()
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await expect(page.getByText('the token has no members').first()).toBeVisible()
  })

  test('An operator is asked before leaving the first key on the page of first steps', async ({ page }) => {
    await page.goto('/start')
    await page.getByRole('button', { name: 'Create API key' }).click()
    await expect(page.locator('code', { hasText: /^aoi_sk_/ })).toBeVisible()
    await stayOnReload(page)
    await page.getByRole('button', { name: 'I have stored it' }).click()
    await page.reload()
    await expect(page.locator('code', { hasText: /^aoi_sk_/ })).toHaveCount(0)
  })

  test('An operator keeps path, query and fragment through signing in, and never returns to another site', async ({
    page,
  }) => {
    await page.context().clearCookies()
    const wanted = '/notifications?applicationName=com.b.news&state=live#rows'
    await page.goto(wanted)
    await expect(page).toHaveURL(/\/sign-in\?next=/)
    const signIn = async () => {
      await page.getByLabel('E-mail').fill(OPERATOR.email)
      await page.getByLabel('Password').fill(OPERATOR.password)
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    }
    await signIn()
    await expect(page).toHaveURL(wanted)
    for (const path of [
      '/tokens?kind=shared',
      '/settings?a=b#limits',
      '/audit?actor=ada',
      '/docs?x=1#auth',
    ]) {
      await page.context().clearCookies()
      await page.goto(path)
      await signIn()
      await expect(page).toHaveURL(path)
      // The person is signed in already, so the sign-in page redirects.
      await page.goto(`/sign-in?next=${encodeURIComponent(path.split('#', 1)[0] ?? '')}`)
      await expect(page).toHaveURL(path.split('#', 1)[0] ?? '')
    }
    await page.goto(`/sign-in?next=${encodeURIComponent('//evil.example/x')}`)
    await expect(page).toHaveURL(/^http:\/\/localhost:\d+\/$/)
  })

  test('An operator presses Ctrl K and types at once', async ({ page }) => {
    const ready = page.locator('[data-dashboard=ready]')
    await page.goto('/tokens')
    await expect(ready).toBeVisible()
    for (let round = 0; round < 2; round += 1) {
      await page.keyboard.press('Control+k')
      await page.keyboard.type('audi')
      const field = page.locator('[data-dialog=palette] input')
      await expect(field).toBeFocused()
      await expect(field).toHaveValue('audi')
      await pressEscape(page, (soon) => soon(page.locator('[data-dialog=palette]')).toHaveCount(0))
      await page.reload()
      await expect(ready).toBeVisible()
    }
    const keys = page.locator('[data-dialog=keys]')
    // Single keys work only after the page has loaded them.
    await expect(async () => {
      await page.keyboard.press('?')
      await expect(keys).toBeVisible({ timeout: 1000 })
    }).toPass()
    await expect(keys.getByRole('checkbox')).toBeFocused()
    await pressEscape(page, (soon) => soon(keys).toHaveCount(0))
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  })

  test('A person uses the pages without JavaScript, in forced colours and on paper', async ({
    page,
    browser,
    server,
  }) => {
    const storageState = await page.context().storageState()
    const plain = await browser.newContext({ javaScriptEnabled: false, storageState, baseURL: server.url })
    try {
      const reader = await plain.newPage()
      await reader.goto('/tokens?kind=shared')
      await reader.getByRole('button', { name: 'Dark' }).click()
      await expect(reader).toHaveURL('/tokens?kind=shared')
      await reader.getByRole('button', { name: 'Deutsch' }).click()
      await expect(reader).toHaveURL('/tokens?kind=shared')
      await expect(reader.locator('html')).toHaveAttribute('lang', 'de')
    } finally {
      await plain.close()
    }
    await page.emulateMedia({ forcedColors: 'active' })
    await page.goto('/tokens')
    for (const name of ['Filter', 'Pause', 'Sign out']) {
      const button = page.getByRole('button', { name, exact: true })
      await expect(button, name).toHaveCSS('border-top-style', 'solid')
      await expect(button, name).toHaveCSS('border-top-width', '1px')
      await button.focus()
      await page.keyboard.press('Shift+Tab')
      await page.keyboard.press('Tab')
      await expect(button, name).toHaveCSS('outline-width', '3px')
    }
    await page.emulateMedia({ media: 'print' })
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    for (const name of ['Filter', 'Sign out'])
      await expect(page.getByRole('button', { name, exact: true })).toBeHidden()
  })
})

import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { findViolations } from './looks.ts'
import { OPERATOR } from './operator.ts'
import { plugInPasskeys } from './passkeys.ts'

async function signIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

test.describe('on a server in use', () => {
  test.use({ shares: true })

  test('An operator adds a passkey, signs out, and signs in with it to the wanted page', async ({ page }) => {
    await plugInPasskeys(page)
    await page.goto('/settings')
    await page.getByRole('button', { name: 'Add passkey' }).click()
    await expect(page.getByRole('button', { name: 'Remove This device' })).toBeVisible()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect(page).toHaveURL(/\/sign-in$/)

    await page.goto('/tokens?kind=shared')
    await expect(page).toHaveURL(/\/sign-in\?next=/)
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await expect(page).toHaveURL(/\/tokens/)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Tokens')
  })

  test('A person cannot open the setup page once there is an operator', async ({ page }) => {
    expect((await page.goto('/setup'))?.status()).toBe(404)
    await page.goto('/sign-in')
    await expect(page).toHaveURL(/\/$/)
  })

  test('An admin invites a viewer, who sees the pages of the role and reads what it does not include', async ({
    page,
    browser,
    server,
  }) => {
    await page.goto('/settings/operators')
    await page.getByLabel('E-mail').fill('vi@example.com')
    await page.getByRole('button', { name: 'Create link' }).click()
    const link = (await page.getByText('/invitation#').textContent()) ?? ''
    const elsewhere = await browser.newContext({ baseURL: server.url })
    const viewer = await elsewhere.newPage()
    await viewer.goto(link.trim())
    await expect(viewer.getByText('vi@example.com')).toBeVisible()
    await viewer.getByLabel('Your name').fill('Vi')
    await viewer.getByLabel('Password').fill(OPERATOR.password)
    await viewer.getByRole('button', { name: 'Accept invitation' }).click()
    await expect(viewer.getByRole('heading', { level: 1 })).toHaveText('Overview')
    await expect(viewer.getByRole('link', { name: 'Audit' })).toHaveCount(0)
    for (const path of ['/audit', '/settings/operators', '/start', '/demo']) {
      expect((await viewer.goto(path))?.status(), path).toBe(403)
      await expect(viewer.getByRole('heading', { level: 1 })).toContainText('403')
    }
    expect(await findViolations(viewer)).toEqual([])
    await elsewhere.close()
  })
})

test.describe('with wrong passwords', () => {
  test('An attacker is told to wait after five wrong passwords, and then cannot sign in with the right one', async ({
    page,
  }) => {
    await page.context().clearCookies()
    await page.goto('/sign-in')
    for (let tries = 0; tries < 5; tries += 1) {
      await signIn(page, { ...OPERATOR, password: `wrong password ${tries}` })
      await expect(page.getByText('The e-mail address or the password is wrong')).toBeVisible()
      await page.reload()
    }
    await signIn(page, OPERATOR)
    await expect(page.getByText(/Too many failed attempts. Try again in \d+ seconds/)).toBeVisible()
  })
})

test('An operator ends another session, which is over at once', async ({ page, browser, server }) => {
  const elsewhere = await browser.newContext({ baseURL: server.url })
  const other = await elsewhere.newPage()
  await other.goto('/sign-in')
  await signIn(other, OPERATOR)
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('Overview')

  await page.goto('/settings')
  await page.getByRole('button', { name: 'End session' }).click()
  await page.getByRole('button', { name: 'End session' }).click()
  // Behind an open dialog no button has a role.
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'End session' })).toHaveCount(0)
  await other.goto('/tokens')
  await expect(other).toHaveURL(/\/sign-in/)
  await elsewhere.close()
})

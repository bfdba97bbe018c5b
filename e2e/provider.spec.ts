import { request as requests } from '@playwright/test'
import { findFreePort } from '../server/testing/free-port.ts'
import { IdentityProvider } from '../server/testing/identity-provider.ts'
import { expect, test } from './fixtures.ts'
import { findViolations } from './looks.ts'
import { OPERATOR, setUp } from './operator.ts'
import { startServer } from './test-server.ts'

test('A person signs in through the identity provider, and confirms an act there without losing the page', async ({
  browser,
}) => {
  const port = String(await findFreePort())
  const provider = await IdentityProvider.prepare(`http://localhost:${port}`)
  await provider.start()
  const settings = { AOI_OIDC_ROLES: 'admins=admin', AOI_OIDC_ALLOW_SIGN_UP: 'true' }
  const server = await startServer({ PORT: port, ...provider.env, ...settings })
  try {
    const request = await requests.newContext()
    await setUp(request, { server, newcomer: OPERATOR })
    await request.dispose()
    await provider.know({
      grace: { name: 'Grace', email: 'grace@example.com', email_verified: true, groups: ['admins'] },
      mallory: { name: 'Mallory', email: 'mallory@example.com', email_verified: true, groups: [] },
    })
    const context = await browser.newContext({ baseURL: server.url })
    const page = await context.newPage()
    await page.goto('/settings/operators')
    await page.getByRole('button', { name: 'Sign in with Example ID' }).click()
    await page.getByLabel('Account').fill('mallory')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByText('None of your groups gives you a role')).toBeVisible()
    expect(await findViolations(page)).toEqual([])

    await context.clearCookies()
    await page.getByRole('button', { name: 'Sign in with Example ID' }).click()
    await page.getByLabel('Account').fill('grace')
    // Six minutes ago.
    await page.locator('[name=ts]').evaluate(
      (field: HTMLInputElement, ts) => {
        field.value = ts
      },
      String(Math.floor(Date.now() / 1000) - 360),
    )
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page).toHaveURL(/\/settings\/operators$/)

    await page.getByLabel('E-mail').fill('vi@example.com')
    await page.getByRole('button', { name: 'Create link' }).click()
    const dialog = page.getByRole('dialog', { name: 'Confirm your identity' })
    await expect(dialog.getByLabel('Password')).toHaveCount(0)
    expect(await findViolations(page)).toEqual([])
    const [tab] = await Promise.all([
      context.waitForEvent('page'),
      dialog.getByRole('button', { name: 'Confirm with Example ID' }).click(),
    ])
    await tab.getByLabel('Account').fill('grace')
    await tab.getByRole('button', { name: 'Sign in' }).click()
    await expect(dialog).toHaveCount(0)
    await expect(page.getByText('/invitation#')).toBeVisible()
    await context.close()
  } finally {
    await server.remove()
    await provider.stop()
  }
})

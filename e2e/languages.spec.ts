import { expect, test } from './fixtures.ts'
import { Caller } from './seed.ts'

test.use({ shares: true })

test('A person switches the dashboard to German, with its numbers, titles and errors', async ({
  page,
  server,
}) => {
  await page.goto('/settings')
  await page.getByRole('button', { name: 'Deutsch' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Einstellungen')
  await expect(page).toHaveTitle('Einstellungen · AOI Server')
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  await page.locator('summary', { hasText: 'Limits' }).click()
  await expect(page.getByText('10.000', { exact: true }).first()).toBeVisible()

  await page.getByLabel('Ihr Passwort').fill('not this one')
  await page.getByRole('button', { name: 'Authenticator einrichten' }).click()
  await expect(page.getByText('Das Passwort ist falsch.')).toBeVisible()

  await page.goto('/docs/api')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('API-Referenz')
  await page.goto(`/notifications/${'0'.repeat(8)}-0000-7000-8000-${'0'.repeat(12)}`)
  await expect(page.getByRole('heading', { level: 1 })).toContainText(
    'Es gibt keine Benachrichtigung mit dieser ID',
  )
  await page.goto(`${server.url}/nowhere`)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Diese Seite gibt es nicht')
})

test.describe('on a server in use', () => {
  test.use({ shares: true })

  test('A German reader reads the server’s stored sentences in German', async ({ page, context, server }) => {
    const admin = await Caller.of(context, server)
    await admin.call({ path: '/api/dashboard/simulations', body: { recipients: 3 } })
    await context.addCookies([{ name: 'aoi-locale', value: 'de', url: server.url }])
    await page.goto('/audit?action=simulation.start')
    await expect(page.getByRole('cell', { name: /3 Empfänger/ }).first()).toBeVisible()
    await expect(page.getByText('3 recipients')).toHaveCount(0)
  })
})

import { expect, test } from './fixtures.ts'
import { OPERATOR } from './operator.ts'

test.use({ signedIn: false })

const SECONDS = 60
const CLICKS = 6

test('An operator goes from an empty server to a notification on three devices, in a minute and six clicks', async ({
  page,
  server,
}) => {
  let clicks = 0
  const click = async (name: string, role: 'button' | 'link' = 'button') => {
    clicks += 1
    await page.getByRole(role, { name, exact: true }).click()
  }
  const startedAt = performance.now()

  await page.goto('/setup')
  await page.getByLabel('Setup code').fill(server.setupCode)
  await page.getByLabel('Your name').fill(OPERATOR.name)
  await page.getByLabel('E-mail').fill(OPERATOR.email)
  await page.getByLabel('Password').fill(OPERATOR.password)
  await click('Set up this server')
  await page.waitForURL('**/start')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('First steps')
  await click('Start the phones')
  await expect(page.locator('[data-fingerprint]')).toHaveCount(4)
  const tokens = await page.locator('[data-fingerprint]').allTextContents()
  expect(new Set(tokens.slice(0, 3)).size).toBe(1)
  expect(tokens[3]).not.toBe(tokens[0])
  await click('Create API key')
  await click('Send from this page')
  for (const phone of ['A', 'B', 'C'])
    await expect(page.locator(`[data-phone="${phone}"]`)).toContainText('1 received, each once')
  await expect(page.locator('[data-phone="D"]')).toContainText('0 received')
  await click('Open the fan-out', 'link')
  await expect(page.locator('[data-outcome="acked"]')).toHaveText('3')

  const seconds = (performance.now() - startedAt) / 1000
  test.info().annotations.push({
    type: 'first notification',
    description: `${seconds.toFixed(1)} s, ${clicks} clicks`,
  })
  expect(seconds).toBeLessThan(SECONDS)
  expect(clicks).toBeLessThanOrEqual(CLICKS)
})

test('An operator goes the same way by keyboard only', async ({ page, server }) => {
  const press = async (name: string) => {
    const target = page.getByRole('button', { name, exact: true })
    await expect(target).toBeEnabled()
    // Tab goes round through the page; the bound of the loop reveals an element that Tab cannot reach.
    for (let tabs = 0; tabs < 60; tabs += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) break
      await page.keyboard.press('Tab')
    }
    await expect(target).toBeFocused()
    await page.keyboard.press('Enter')
  }
  await page.goto('/setup')
  await expect(page.getByRole('button', { name: 'Set up this server' })).toBeEnabled()
  await expect(page.getByLabel('Setup code')).toBeFocused()
  const typed = [server.setupCode.toLowerCase(), OPERATOR.name, OPERATOR.email, OPERATOR.password]
  for (const text of typed) {
    await page.keyboard.type(text)
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
  await page.waitForURL('**/start')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('First steps')
  await press('Start the phones')
  await expect(page.locator('[data-fingerprint]')).toHaveCount(4)
  await press('Create API key')
  await press('Send from this page')
  await expect(page.locator('[data-phone="A"]')).toContainText('1 received, each once')
})

import { expect, test } from './fixtures.ts'

test.use({ shares: true })

test('A person finds a section of the guide by its words, without a script', async ({
  browser,
  context,
  server,
}) => {
  const plain = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await context.storageState(),
  })
  const page = await plain.newPage()
  await page.goto(`${server.url}/docs`)
  const search = page.locator('form[action="/docs"]')
  await search.getByRole('searchbox', { name: 'Search the guide' }).fill('restore backup')
  await search.getByRole('button', { name: 'Search', exact: true }).click()
  await page.getByRole('link', { name: 'Operations: Restore', exact: true }).click()
  await expect(page).toHaveURL(/\/docs\/operations#restore$/)
  await expect(page.getByRole('heading', { name: 'Restore', exact: true })).toBeInViewport()
  await page.setViewportSize({ width: 360, height: 740 })
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow).toBeLessThanOrEqual(0)
  await plain.close()
})

test('A person who opens a page that the guide does not have is told so', async ({ page }) => {
  await page.goto('/docs/nothing-like-this')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('This page does not exist')
})

import { chromium } from '@playwright/test'
import { OPERATOR, setUp } from '../e2e/operator.ts'
import { startServer } from '../e2e/test-server.ts'
import { findChromium } from './test/chromium.ts'

const RECIPIENTS = '100000'
const PICTURE = 'docs/fan-out.png'
const ACKED = 60_000

/** Makes the picture of the README with the real application: a fan-out to simulated recipients, under way. */
const found = findChromium()
if (found === undefined)
  throw new Error('Chromium is missing: install it, or run `npx playwright install chromium`')
const server = await startServer()
const browser = await chromium.launch({
  ...(found.own ? {} : { executablePath: found.path }),
  chromiumSandbox: process.getuid?.() !== 0,
})
try {
  const context = await browser.newContext({ baseURL: server.url, viewport: { width: 1280, height: 1250 } })
  await setUp(context.request, { server, newcomer: OPERATOR })
  const page = await context.newPage()
  await page.goto('/demo')
  await page.locator('select[name=recipients]').selectOption(RECIPIENTS)
  await page.getByRole('button', { name: 'Simulate' }).click()
  await page.waitForURL(/\/notifications\//, { timeout: 120_000 })
  await page.getByRole('slider', { name: '100,000 recipients' }).waitFor()
  await page.waitForFunction(
    (acked) =>
      Number(document.querySelector('[data-outcome="acked"]')?.textContent?.replaceAll(',', '')) > acked,
    ACKED,
  )
  await page.screenshot({ path: PICTURE })
  console.log(`readme-picture: ${PICTURE} written`)
} finally {
  await browser.close()
  await server.remove()
}

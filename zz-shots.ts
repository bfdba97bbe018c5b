import { chromium, type Page } from '@playwright/test'
import { startServer } from './e2e/test-server.ts'
import { OPERATOR, setUp } from './e2e/operator.ts'
import { Person } from './e2e/person.ts'
const server = await startServer()
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', chromiumSandbox: false })
const context = await browser.newContext({ baseURL: server.url, viewport: { width: 1440, height: 900 } })
const anonymous = await browser.newContext({ baseURL: server.url })
const out = '/tmp/scratch/shots'
const LOOKS = [['l1440', 'light', 1440], ['d1440', 'dark', 1440], ['l390', 'light', 390], ['d390', 'dark', 390]] as const
async function shoot(page: Page, name: string, looks = LOOKS as readonly (readonly [string, 'light' | 'dark', number])[]) {
  for (const [look, colorScheme, width] of looks) {
    await page.emulateMedia({ colorScheme }); await page.setViewportSize({ width, height: 900 })
    await page.waitForTimeout(250)
    await page.screenshot({ path: `${out}/${name}-${look}.png`, fullPage: name.includes('docs') ? false : true })
  }
}
const anon = await anonymous.newPage()
await anon.goto('/setup'); await shoot(anon, 'setup')
await setUp(context.request, { server, newcomer: OPERATOR })
await anon.goto('/sign-in'); await shoot(anon, 'sign-in')
const page = await context.newPage()
const PATHS = ['/', '/notifications', '/tokens', '/aoi-clients', '/registrations', '/registrations/refusals', '/applications', '/audit', '/settings', '/settings/operators', '/docs', '/start', '/demo']
const nameOf = (p: string) => p === '/' ? 'overview' : p.slice(1).replaceAll('/', '_')
for (const p of PATHS) { await page.goto(p); await page.waitForTimeout(600); await shoot(page, `empty-${nameOf(p)}`) }
const person = new Person(server)
const [phone, tablet] = [await person.listen('phone'), await person.listen('tablet')]
const key = await person.createKey()
await person.send({ key, token: phone.token })
await tablet.command.stop()
await person.send({ key, token: phone.token })
await page.goto('/demo'); await page.getByRole('button', { name: 'Be the clients' }).click(); await page.waitForTimeout(3000)
await shoot(page, 'busy-demo')
await page.locator('select[name=recipients]').selectOption({ index: 2 }); await page.getByRole('button', { name: 'Simulate' }).click()
await page.waitForURL(/\/notifications\//); await page.waitForTimeout(5000)
await shoot(page, 'busy-fanout-simulated')
await page.goto('/notifications'); await page.waitForTimeout(800); await shoot(page, 'busy-notifications')
const hrefs = await page.locator('main a[href^="/notifications/"]').evaluateAll((l) => l.map((a) => a.getAttribute('href')))
const ids = [...new Set(hrefs)].filter((h) => /[0-9a-f]{8}-/.test(h ?? ''))
await page.goto(ids.at(1) ?? '/'); await page.waitForTimeout(1500); await shoot(page, 'busy-fanout')
for (const p of ['/', '/tokens', '/aoi-clients', '/registrations', '/applications', '/audit', '/settings', '/settings/operators', '/docs']) { await page.goto(p); await page.waitForTimeout(700); await shoot(page, `busy-${nameOf(p)}`) }
await page.goto('/tokens'); let h = await page.locator('main a[href^="/tokens/"]').last().getAttribute('href'); await page.goto(h ?? '/'); await page.waitForTimeout(800); await shoot(page, 'busy-token')
await page.goto('/aoi-clients'); h = await page.locator('main a[href^="/aoi-clients/"]').last().getAttribute('href'); await page.goto(h ?? '/'); await page.waitForTimeout(800); await shoot(page, 'busy-aoi-client')

// errors
await page.goto('/nowhere'); await shoot(page, 'error-not-found')
for (const [n, p] of [['token', '/tokens/99999'], ['aoi-client', '/aoi-clients/ac_nobody'], ['notification', '/notifications/0198c0de-0000-7000-8000-000000000000']] as const) { await page.goto(p); await page.waitForTimeout(300); await shoot(page, `error-no-${n}`) }
await anon.goto('/sign-in'); await anon.locator('input[type=email]').fill('nobody@example.org'); await anon.locator('input[type=password]').fill('wrong-wrong-wrong'); await anon.locator('form button[type=submit]').last().click(); await anon.waitForTimeout(1200); await shoot(anon, 'error-sign-in')
await anon.goto('/invitation'); await shoot(anon, 'error-invitation-none')
await anon.goto('/invitation#abcdef'); await anon.waitForTimeout(500); await shoot(anon, 'invitation')
await page.setViewportSize({ width: 1440, height: 900 })
await page.route('**/api/dashboard/**', (r) => r.fulfill({ status: 500, contentType: 'application/json', body: '{"error":{"code":"internal","message":"something went wrong"}}' }))
for (const p of ['/', '/notifications?q=xyz', '/tokens', '/aoi-clients', '/registrations', '/registrations/refusals', '/applications', '/audit', '/settings', '/settings/operators', '/demo', '/start', ids.at(1) ?? '/']) { await page.goto(p); await page.waitForTimeout(9000);
 const box = page.locator('main input[type=search], main input[type=text]').first(); if (await box.count()) { await box.fill('zzz').catch(() => 0); await box.press('Enter').catch(() => 0); await page.waitForTimeout(9000) }
 await shoot(page, `error-api-${nameOf(p).replace(/[^a-z_]/g, '').slice(0, 24)}`) }
await page.unroute('**/api/dashboard/**')
await page.goto('/notifications'); await page.waitForTimeout(800); await server.stop(); await page.waitForTimeout(4000); await shoot(page, 'error-notifications')
await person.leave(); await browser.close(); await server.remove()
console.log('done')

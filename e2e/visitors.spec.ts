import { DASHBOARD_PAGES } from '../protocol/dashboard/manifest.ts'
import { ask, TRICKS } from './asking.ts'
import { expect, test } from './fixtures.ts'

test.use({ signedIn: false, shares: true })

test('A visitor who is not signed in is sent to the sign-in page, and no trick opens another page', async ({
  server,
}) => {
  for (const { path, permission } of Object.values(DASHBOARD_PAGES)) {
    if (permission === 'public') continue
    const filled = path.replace('[id]', '1')
    for (const trick of TRICKS) {
      const asked = { url: `${server.url}${trick.path(filled)}`, headers: trick.headers ?? {} }
      const { status, body, location } = await ask(asked)
      const attempt = `${filled} ${trick.name}: ${status} ${location}`
      expect([200, 303, 307, 308, 400, 403, 404], attempt).toContain(status)
      if (trick.name === 'plainly') expect(location, attempt).toContain('/sign-in')
      // Every response is the sign-in page or nothing, never the frame in which pages stand.
      expect(body, attempt).not.toContain('data-dashboard')
      expect(body, attempt).not.toContain('Sign out')
    }
  }
})

test('A visitor under a foreign host name gets no page', async ({ server }) => {
  const { port } = new URL(server.url)
  for (const host of ['rebound.example', `rebound.example:${port}`, 'localhost']) {
    const { status, body } = await ask({ url: `${server.url}/sign-in`, headers: { host } })
    expect(status).toBe(421)
    expect(body).toContain('AOI_ALLOWED_HOSTS')
  }
})

test('A visitor receives headers that isolate the pages', async ({ page }) => {
  const answered = await page.goto('/sign-in')
  const headers = answered?.headers() ?? {}
  const policy = headers['content-security-policy'] ?? ''
  expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=]{20,}'(;|$)/)
  expect(policy).not.toMatch(/unsafe|\*|http:|https:/)
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
  })
  const again = (await page.goto('/sign-in'))?.headers()['content-security-policy']
  expect(again).not.toBe(policy)
})

test('A visitor with an unreadable header of the router is told so, on every page', async ({ server }) => {
  for (const path of ['/', '/tokens', '/nothing', '/sign-in']) {
    const headers = { rsc: '1', 'next-router-state-tree': 'garbage' }
    const { status, body } = await ask({ url: `${server.url}${path}`, headers })
    expect([status, body]).toEqual([400, expect.stringContaining('Next-Router-State-Tree: must be')])
  }
})

test('A visitor can neither have images scaled nor post forms to pages', async ({ request }) => {
  expect((await request.get('/_next/image?url=%2Ficon.svg&w=64&q=75')).status()).toBe(404)
  expect((await request.post('/sign-in', { headers: { 'next-action': 'x' } })).status()).toBe(405)
})

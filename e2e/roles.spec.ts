import { randomUUID } from 'node:crypto'
import { DASHBOARD_PAGES } from '../protocol/dashboard/manifest.ts'
import { mayDo, ROLES, type Role } from '../protocol/dashboard/roles.ts'
import { ask, TRICKS } from './asking.ts'
import { expect, test } from './fixtures.ts'
import { OPERATOR } from './operator.ts'
import type { TestServer } from './test-server.ts'

/** Pages that some role may not see, each with a text that every form of the page contains. */
const MARKS: Partial<Record<string, string>> = {
  '/audit': 'AuditView',
  '/settings/operators': 'OperatorsView',
  '/start': 'StartView',
  '/demo': 'DemoView',
  '/compose': 'ComposeView',
}
const FORBIDDEN = 403

test.use({ shares: true })

/** Makes an operator of the role and returns their cookie. */
async function join(server: TestServer, { role, admin }: { role: Role; admin: string }): Promise<string> {
  const post = (path: string, given: { body: object; cookie?: string }) =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { origin: server.url, 'content-type': 'application/json', cookie: given.cookie ?? '' },
      body: JSON.stringify(given.body),
    })
  const email = `${role}-${randomUUID()}@example.com`
  const invited = await post('/api/dashboard/operators', { body: { email, role }, cookie: admin })
  const { code } = (await invited.json()) as { code: string }
  const joined = await post('/api/auth/accept', { body: { ...OPERATOR, email, code } })
  return joined.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ')
}

test('An operator sees the pages of the own role, and no trick opens any other page', async ({
  context,
  server,
}) => {
  const kept = await context.cookies(server.url)
  const admin = kept.map(({ name, value }) => `${name}=${value}`).join('; ')
  for (const role of ROLES) {
    const cookie = role === 'admin' ? admin : await join(server, { role, admin })
    for (const { path, permission } of Object.values(DASHBOARD_PAGES)) {
      if (permission === 'public' || path.includes('[')) continue
      const mark = MARKS[path]
      const may = mayDo(role, permission)
      if (!may) expect({ path, mark }).toEqual({ path, mark: expect.any(String) })
      for (const trick of mark === undefined ? TRICKS.slice(0, 1) : TRICKS) {
        const asked = { url: server.url + trick.path(path), headers: { ...trick.headers, cookie } }
        const { status, body } = await ask(asked)
        const attempt = `${role} asks for ${path} ${trick.name}: ${status}`
        if (trick.name === 'plainly') expect(status, attempt).toBe(may ? 200 : FORBIDDEN)
        if (may && trick.name === 'plainly' && mark !== undefined) expect(body, attempt).toContain(mark)
        if (!may && mark !== undefined) expect(body, attempt).not.toContain(mark)
      }
    }
  }
})

test('An operator of any role sees a notification’s outcome, token and AOI Client, and only some see its payload', async ({
  context,
  page,
  person,
  server,
}) => {
  const { token } = await person.listen('phone')
  await person.send({ key: await person.createKey(), token })
  const paths: string[] = []
  for (const list of ['/notifications', '/tokens', '/aoi-clients']) {
    await page.goto(list)
    paths.push((await page.locator(`main a[href^="${list}/"]`).first().getAttribute('href')) ?? list)
  }
  const kept = await context.cookies(server.url)
  const admin = kept.map(({ name, value }) => `${name}=${value}`).join('; ')
  for (const role of ROLES) {
    const cookie = role === 'admin' ? admin : await join(server, { role, admin })
    for (const path of paths) {
      const { status, body } = await ask({ url: server.url + path, headers: { cookie } })
      const attempt = `${role} asks for ${path}`
      expect(status, attempt).toBe(200)
      const shows = path.startsWith('/notifications/') && mayDo(role, 'readPayload')
      expect(body.includes('Hello, everyone'), attempt).toBe(shows)
    }
  }
})

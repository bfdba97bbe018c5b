import { join } from 'node:path'
import { createClient } from '@libsql/client'
import type { BrowserContext, Locator, Page } from '@playwright/test'
import { DIALOGS, type Subjects, type TabledName } from './dialogs.ts'
import { expect, test } from './fixtures.ts'
import { OPERATOR } from './operator.ts'
import { Caller, registerMember, sendByKey } from './seed.ts'
import type { TestServer } from './test-server.ts'

const APPLICATION = 'com.example.dialogs'
const VIEWER = 'Vi Ewer'

/** Everything that the dialogs act on. */
async function makeSubjects(page: Page, server: TestServer): Promise<Subjects> {
  const admin = await Caller.of(page.context(), server)
  const [first, second] = [
    await registerMember(server, APPLICATION),
    await registerMember(server, APPLICATION),
  ]
  const { clientAppToken } = first
  const { key = '' } = await admin.call({
    path: '/api/dashboard/api-keys',
    body: { name: 'sender-of-the-table', grants: [APPLICATION] },
  })
  const expired = await sendByKey(server, { key, clientAppToken, text: 'expired', ttl: 0 })
  const live = await sendByKey(server, { key, clientAppToken, text: 'live' })
  const { rows } = await admin.call<{ rows: { id: number; fingerprint: string }[] }>({
    path: `/api/dashboard/tokens?applicationName=${APPLICATION}`,
  })
  const email = 'vi@example.com'
  const { code } = await admin.call({
    path: '/api/dashboard/operators',
    body: { email, role: 'viewer' },
  })
  const { password } = OPERATOR
  await new Caller(server).call({ path: '/api/auth/accept', body: { code, email, name: VIEWER, password } })
  return {
    admin,
    page,
    ...{ tokenId: String(rows[0]?.id), fingerprint: rows[0]?.fingerprint ?? '' },
    ...{ aoiClientId: second.aoiClientId, application: APPLICATION, live, expired, viewer: VIEWER },
  }
}

const dialogOf = (page: Page, name: string) => page.locator(`[data-dialog=${name}]`)

async function open(page: Page, input: { name: TabledName; subjects: Subjects }): Promise<Locator> {
  const row = DIALOGS[input.name]
  if (row.key === undefined) await row.trigger(page, input.subjects).click()
  else await page.keyboard.press(row.key)
  const dialog = dialogOf(page, input.name)
  await expect(dialog, input.name).toBeVisible()
  return dialog
}

/** Where the focus is, in words that say what is wrong. */
function readFocus(dialog: Locator): Promise<string> {
  return dialog.evaluate((panel) => {
    const focused = document.activeElement
    if (focused === null || !panel.contains(focused)) return 'outside'
    const fields = 'input:not([type=hidden]), select, textarea'
    if (panel.querySelector(fields) !== null) return focused.matches(fields) ? 'first' : 'not a field'
    if (focused.matches('[data-close]')) return 'Close'
    return focused.matches('button:not([data-look=danger])') ? 'first' : 'harmful'
  })
}

async function signInAgain(page: Page): Promise<void> {
  const again = dialogOf(page, 'signInAgain')
  await expect(again).toContainText('This page stays as it is, with everything you typed.')
  await again.getByLabel('Password').fill(OPERATOR.password)
  await again.getByRole('button', { name: 'Confirm' }).click()
  await expect(again).toHaveCount(0)
}

type Visit = { page: Page; context: BrowserContext; name: TabledName; subjects: Subjects }

/** Opens one dialog: Escape, the focus, the server down, the session ended, a double click. */
async function visit({ page, context, name, subjects }: Visit): Promise<void> {
  const row = DIALOGS[name]
  await row.prepare?.(subjects)
  await page.goto(row.path(subjects))
  const trigger = row.trigger(page, subjects)
  await row.ready?.(page, subjects)
  await expect(trigger, name).toBeVisible()

  let dialog = await open(page, { name, subjects })
  await expect.poll(() => readFocus(dialog), { message: `${name}: the focus at opening` }).toBe('first')
  await page.keyboard.press('Escape')
  await expect(dialog, name).toHaveCount(0)
  await expect(trigger, `${name}: the focus goes back`).toBeFocused()
  if (row.submit === undefined) return

  dialog = await open(page, { name, subjects })
  const field = await row.fill?.(dialog, subjects)
  const typed = await field?.inputValue()
  const down = '**/api/dashboard/**'
  await page.route(down, (route) => route.abort('connectionrefused'))
  await row.submit(dialog).click()
  await expect(dialog.getByRole('alert'), name).toContainText('The server cannot be reached')
  await page.unroute(down)
  expect(await field?.inputValue(), name).toBe(typed)

  let acted = 0
  page.on('response', (response) => {
    const isAct = response.request().method() !== 'GET' && response.url().includes(row.operation ?? '')
    if (isAct && response.ok()) acted += 1
  })
  await context.clearCookies()
  await row.submit(dialog).dblclick()
  await signInAgain(page)
  const once = dialogOf(page, 'once')
  if (row.stays === true) await expect(dialog.locator('code')).toBeVisible()
  if (row.stays === true) await page.keyboard.press('Escape')
  await expect(dialog, name).toHaveCount(0)
  if (await once.isVisible()) await once.getByRole('button', { name: 'I have stored it' }).click()
  await expect(once).toHaveCount(0)
  await expect.poll(() => acted, { message: `${name}: a double click acts once` }).toBe(1)
  page.removeAllListeners('response')
  const focused = () => page.evaluate(() => document.activeElement?.tagName ?? '')
  await expect.poll(focused, { message: `${name}: the focus at the end` }).not.toBe('BODY')
}

test('Every dialog starts at its first field, closes by Escape, returns the focus, acts once, and survives a server that is down and a session that ended', async ({
  page,
  context,
  server,
}) => {
  test.setTimeout(240_000)
  const subjects = await makeSubjects(page, server)
  for (const name of Object.keys(DIALOGS) as TabledName[]) {
    await test.step(name, () => visit({ page, context, name, subjects }))
  }
})

/** Makes every session ten minutes older: acts that can hurt ask who it is again. */
async function ageSessions(server: TestServer): Promise<void> {
  const database = createClient({ url: `file:${join(server.dataDirectory, 'aoi.db')}` })
  await database.execute(`UPDATE "OperatorSession" SET "createdAt" = CASE typeof("createdAt")
    WHEN 'integer' THEN "createdAt" - 600000
    ELSE strftime('%Y-%m-%dT%H:%M:%f+00:00', "createdAt", '-10 minutes') END`)
  database.close()
}

test('Asking who it is stays over the dialog of the act: giving up leaves it as it was, and confirming does it once', async ({
  page,
  server,
}) => {
  test.setTimeout(120_000)
  const admin = await Caller.of(page.context(), server)
  await admin.call({
    path: '/api/dashboard/api-keys',
    body: { name: 'stepped-up', grants: [APPLICATION] },
  })
  await page.goto('/applications')
  await page.getByRole('button', { name: 'Revoke…' }).click()
  await ageSessions(server)
  const dialog = dialogOf(page, 'revokeKey')
  const submit = dialog.locator('button[data-look=danger]')
  await submit.dblclick()
  const stepUp = dialogOf(page, 'stepUp')
  await expect(stepUp.getByLabel('Password')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(stepUp).toHaveCount(0)
  await expect(dialog.getByRole('alert')).toContainText('You did not confirm who you are')
  await expect(submit).toBeFocused()
  await submit.click()
  await stepUp.getByLabel('Password').fill(OPERATOR.password)
  await stepUp.getByRole('button', { name: 'Confirm' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByText(/is revoked\./)).toBeVisible()
})

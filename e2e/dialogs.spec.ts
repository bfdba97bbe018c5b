import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from '@libsql/client'
import type { Locator, Page } from '@playwright/test'
import { LIMITS } from '../protocol/limits.ts'
import { rowsToWalk } from '../server/testing/table-rows.ts'
import { DIALOGS, STAND_FOR_OTHERS, type Subjects, type TabledName } from './dialogs.ts'
import { pressEscape } from './escape.ts'
import { expect, test } from './fixtures.ts'
import { OPERATOR } from './operator.ts'
import { Caller, registerMember, sendByKey } from './seed.ts'
import type { TestServer } from './test-server.ts'

test.use({ shares: true })

/** Makes one of everything that a dialog can act on. */
async function makeSubjects(admin: Caller, server: TestServer): Promise<Subjects> {
  const application = `dialog-${randomUUID()}`
  const [first, second] = [
    await registerMember(server, application),
    await registerMember(server, application),
  ]
  const { clientAppToken } = first
  const { key = '' } = await admin.call({
    path: '/api/dashboard/api-keys',
    body: { name: application, grants: [application] },
  })
  const expired = await sendByKey(server, { key, clientAppToken, text: 'expired', ttl: 0 })
  const live = await sendByKey(server, { key, clientAppToken, text: 'live' })
  const { rows } = await admin.call<{ rows: { id: number; fingerprint: string }[] }>({
    path: `/api/dashboard/tokens?applicationName=${application}`,
  })
  return {
    ...{ server, admin, application, aoiClientId: second.aoiClientId, live, expired },
    ...{ tokenId: String(rows[0]?.id), fingerprint: rows[0]?.fingerprint ?? '' },
  }
}

const dialogOf = (page: Page, name: string) => page.locator(`[data-dialog=${name}]`)

async function open(page: Page, input: { name: TabledName; subjects: Subjects }): Promise<Locator> {
  const { key, trigger } = DIALOGS[input.name]
  const dialog = dialogOf(page, input.name)
  if (key === undefined) await trigger(page, input.subjects).click()
  // The keys work only after the page has loaded them.
  else await expect(() => pressFor(dialog, key)).toPass()
  await expect(dialog).toBeVisible()
  return dialog
}

async function pressFor(dialog: Locator, key: string): Promise<void> {
  await dialog.page().keyboard.press(key)
  await expect(dialog).toBeVisible({ timeout: 1000 })
}

/** Describes where the focus is, in words that name the fault. */
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

async function signInAgain(page: Page, backupCode: string | undefined): Promise<void> {
  const again = dialogOf(page, 'signInAgain')
  await expect(again).toContainText('This page stays as it is, with everything you typed.')
  await again.getByLabel('Password').fill(OPERATOR.password)
  await again.getByRole('button', { name: 'Confirm' }).click()
  if (backupCode !== undefined) {
    await again.getByLabel('Code of your authenticator').fill(backupCode)
    await again.getByRole('button', { name: 'Continue' }).click()
  }
  await expect(again).toHaveCount(0)
}

type Visit = { page: Page; name: TabledName; subjects: Subjects }

/** Checks that the focus starts at the first field, and that Escape closes the dialog and moves the focus back. */
async function openAndLeave(visit: Visit): Promise<void> {
  const { page, name, subjects } = visit
  const dialog = await open(page, visit)
  await expect.poll(() => readFocus(dialog), { message: 'the focus at opening' }).toBe('first')
  await pressEscape(page, (soon) => soon(dialog).toHaveCount(0))
  await expect(DIALOGS[name].trigger(page, subjects), 'the focus goes back').toBeFocused()
}

/** Checks that the dialog reports an unreachable server, and keeps the typed text. */
async function tryInVain(dialog: Locator, { page, name, subjects }: Visit): Promise<void> {
  const field = await DIALOGS[name].fill?.(dialog, subjects)
  const typed = await field?.inputValue()
  const operations = /\/api\/(?:dashboard|auth)\//
  await page.route(operations, (route) => route.abort('connectionrefused'))
  await DIALOGS[name].submit(dialog).click()
  await expect(dialog.getByRole('alert')).toContainText('The server cannot be reached')
  await page.unroute(operations)
  expect(await field?.inputValue()).toBe(typed)
}

/** Counts the acts that the server has done. */
function countActs(page: Page, operation: string): () => number {
  let acts = 0
  page.on('response', (response) => {
    const isOfRow = `${response.url()}$`.includes(operation)
    const isAct = response.request().method() !== 'GET' && isOfRow
    if (isAct && response.ok()) acts += 1
  })
  return () => acts
}

/**
 * Checks that the dialog is gone after the act, or shows the outcome. Confirms a value that is shown once. Any other
 * outcome must be on a page of its own, or in the region that screen readers read out.
 */
async function closeAll(dialog: Locator, { page, name, subjects }: Visit): Promise<void> {
  if (DIALOGS[name].stays === true) {
    await expect(dialog.locator('code, [role=status]').first()).toBeVisible()
    await pressEscape(page, (soon) => soon(dialog).toHaveCount(0))
  }
  await expect(dialog).toHaveCount(0)
  const once = dialogOf(page, 'once')
  const isShown = DIALOGS[name].stays === true || (await once.isVisible())
  const [path] = DIALOGS[name].path(subjects).split('?')
  const hasMoved = () => new URL(page.url()).pathname !== path
  const isAnnounced = () => page.locator('[data-live-region] > :not(.sr-only)').last().isVisible()
  if (!isShown) await expect.poll(async () => hasMoved() || (await isAnnounced()), 'the outcome').toBe(true)
  if (await once.isVisible()) await once.getByRole('button', { name: 'I have stored it' }).click()
  await expect(once).toHaveCount(0)
}

const ALL = Object.keys(DIALOGS) as TabledName[]
const walked = rowsToWalk(ALL, (name) => STAND_FOR_OTHERS.has(name))
const others = ALL.filter((name) => !walked.includes(name))
const middle = Math.ceil(others.length / 2)

// Two tests, one for each of the two browsers.
for (const [half, names] of [
  ['first', others.slice(0, middle)],
  ['second', others.slice(middle)],
] as const) {
  if (names.length > 0)
    test(`An operator opens the ${half} half of the other dialogs at their first fields, and gets the focus back by Escape`, async ({
      page,
      context,
      server,
    }) => {
      const admin = await Caller.of(context, server)
      // No dialog acts, so those that prepare nothing of their own share the objects.
      const shared = await makeSubjects(admin, server)
      for (const name of names) {
        const { prepare } = DIALOGS[name]
        const subjects = prepare === undefined ? shared : await makeSubjects(admin, server)
        await prepare?.(subjects)
        await page.goto(DIALOGS[name].path(subjects))
        await DIALOGS[name].ready?.(page, subjects)
        await test.step(name, () => openAndLeave({ page, name, subjects }))
      }
    })
}

for (const name of walked) {
  test(`An operator opens the dialog ${name} at its first field, keeps typed text through an outage, and acts once`, async ({
    page,
    context,
    server,
  }) => {
    const row = DIALOGS[name]
    const subjects = await makeSubjects(await Caller.of(context, server), server)
    const visit = { page, name, subjects }
    await row.prepare?.(subjects)
    await page.goto(row.path(subjects))
    await row.ready?.(page, subjects)
    await openAndLeave(visit)

    const dialog = await open(page, visit)
    await tryInVain(dialog, visit)
    const acts = countActs(page, row.operation)
    await context.clearCookies()
    await row.submit(dialog).dblclick()
    await signInAgain(page, subjects.backupCode)
    await closeAll(dialog, visit)
    await expect.poll(acts, { message: 'a double click acts once' }).toBe(1)
    // When the page reads its data again, the element with the focus may vanish. Its successor may have to load.
    await page.waitForLoadState('networkidle')
    const focused = () => page.evaluate(() => document.activeElement?.tagName)
    await expect.poll(focused, { message: 'the focus at the end' }).not.toBe('BODY')
  })
}

/** Makes every session ten minutes older, so that acts that can hurt require a step-up again. */
async function ageSessions(server: TestServer): Promise<void> {
  const database = createClient({ url: `file:${join(server.dataDirectory, 'aoi.db')}` })
  await database.execute('PRAGMA busy_timeout = 5000')
  await database.execute(`UPDATE "OperatorSession" SET "createdAt" = CASE typeof("createdAt")
    WHEN 'integer' THEN "createdAt" - 600000
    ELSE strftime('%Y-%m-%dT%H:%M:%f+00:00', "createdAt", '-10 minutes') END`)
  database.close()
}

test('An operator exports payloads, and confirms the password on the page before the download', async ({
  page,
  server,
}) => {
  const { application } = await makeSubjects(await Caller.of(page.context(), server), server)
  await page.goto(`/notifications?applicationName=${application}`)
  await page.getByLabel('with payloads').check()
  await ageSessions(server)
  const link = page.getByRole('link', { name: 'Export: NDJSON' })
  await link.click()
  const stepUp = dialogOf(page, 'stepUp')
  await expect(stepUp).toBeVisible()
  await pressEscape(page, (soon) => soon(stepUp).toHaveCount(0))
  await expect(page.getByText('You did not confirm your identity')).toBeVisible()
  await link.click()
  await stepUp.getByLabel('Password').fill(OPERATOR.password)
  const downloading = page.waitForEvent('download')
  await stepUp.getByRole('button', { name: 'Confirm' }).click()
  const file = await (await downloading).path()
  const [newest = ''] = readFileSync(file, 'utf8').split('\n')
  expect(JSON.parse(newest)).toMatchObject({ payload: '{"text":"live"}' })
})

test('An operator whose act gets no answer is told so after a while, and retries in place', async ({
  page,
  context,
  server,
}) => {
  const { application } = await makeSubjects(await Caller.of(context, server), server)
  await page.clock.install()
  await page.goto(`/applications?name=${application}`)
  await page.getByRole('button', { name: 'Revoke key…' }).click()
  const dialog = dialogOf(page, 'revokeKey')
  const submit = dialog.locator('button[data-look=danger]')
  server.freeze()
  await submit.click()
  await page.clock.fastForward(LIMITS.dashboardActSeconds * 1000)
  await expect(dialog.getByRole('alert')).toContainText('The action may have succeeded')
  server.thaw()
  await submit.click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByText(/is revoked\./)).toBeVisible()
})

test('An operator confirms the password over the dialog of an act: cancelling keeps the dialog, and confirming acts once', async ({
  page,
  server,
}) => {
  const { application } = await makeSubjects(await Caller.of(page.context(), server), server)
  await page.goto(`/applications?name=${application}`)
  await page.getByRole('button', { name: 'Revoke key…' }).click()
  await ageSessions(server)
  const dialog = dialogOf(page, 'revokeKey')
  const submit = dialog.locator('button[data-look=danger]')
  await submit.dblclick()
  const stepUp = dialogOf(page, 'stepUp')
  await expect(stepUp.getByLabel('Password')).toBeFocused()
  await pressEscape(page, (soon) => soon(stepUp).toHaveCount(0))
  await expect(dialog.getByRole('alert')).toContainText('You did not confirm your identity')
  await expect(submit).toBeFocused()
  await submit.click()
  await stepUp.getByLabel('Password').fill(OPERATOR.password)
  await stepUp.getByRole('button', { name: 'Confirm' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByText(/is revoked\./)).toBeVisible()
})

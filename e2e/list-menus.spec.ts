import { randomUUID } from 'node:crypto'
import type { BrowserContext, Page } from '@playwright/test'
import { pressEscape } from './escape.ts'
import { expect, test } from './fixtures.ts'
import { Caller, registerMember, sendByKey } from './seed.ts'
import type { TestServer } from './test-server.ts'

test.use({ shares: true, permissions: ['clipboard-read', 'clipboard-write'] })

/** Makes an application with one notification, and opens the list of all its notifications. */
async function openList(page: Page, { context, server }: { context: BrowserContext; server: TestServer }) {
  const application = `menu-${randomUUID()}`
  const admin = await Caller.of(context, server)
  const body = { name: application, grants: [application] }
  const { key = '' } = await admin.call({ path: '/api/dashboard/api-keys', body })
  const { clientAppToken } = await registerMember(server, application)
  await sendByKey(server, { key, clientAppToken, text: 'in a row with menus' })
  await page.goto(`/notifications?applicationName=${application}`)
  return application
}

test('A person hides a column and makes rows compact by keyboard: the list keeps both, the button gets the focus back', async ({
  page,
  context,
  server,
}) => {
  await openList(page, { context, server })
  const column = page.getByRole('columnheader', { name: 'State' })
  await expect(column).toBeVisible()
  const open = page.getByRole('button', { name: 'Layout' })
  await open.focus()
  await page.keyboard.press('Enter')
  const menu = page.getByRole('menu', { name: 'Layout' })
  const state = menu.getByRole('menuitemcheckbox', { name: 'State' })
  const compact = menu.getByRole('menuitemradio', { name: 'Compact' })
  await expect(state).toBeChecked()
  await expect(compact).not.toBeChecked()
  // The column that names the row cannot be hidden.
  await expect(menu.getByRole('menuitemcheckbox', { name: 'Client Application' })).toHaveCount(0)

  await state.focus()
  await page.keyboard.press('Enter')
  await expect(column).toHaveCount(0)
  await compact.focus()
  await page.keyboard.press('Enter')
  await expect(menu).toHaveCount(0)
  await expect(open).toBeFocused()

  await page.reload()
  await expect(page.locator('tbody [data-row]')).toHaveCount(1)
  await expect(column).toHaveCount(0)
  await open.click()
  await expect(state).not.toBeChecked()
  await expect(compact).toBeChecked()
  await state.click()
  await pressEscape(page, (soon) => soon(open).toBeFocused())
  await expect(column).toBeVisible()
})

test('A person copies a cell, filters the list by it, and copies the request as curl, from the menu of the cell', async ({
  page,
  context,
  server,
}) => {
  const application = await openList(page, { context, server })
  const row = page.locator('tbody [data-row]')
  const choose = async (column: string, item: string) => {
    await row.hover()
    const open = row.getByRole('button', { name: `${column}: copy or filter` })
    await open.click()
    await page.getByRole('menuitem', { name: item, exact: true }).click()
    await expect(page.getByRole('menu')).toHaveCount(0)
  }
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText())

  await choose('Client Application', 'Copy')
  await expect.poll(clipboard).toBe(application)
  await choose('Client Application', 'Copy as curl')
  await expect.poll(clipboard).toMatch(/^curl .*\/api\/v1\/notifications/)
  await choose('State', 'Filter by Valid')
  await expect(page).toHaveURL(/state=live/)
  await expect(page).toHaveURL(new RegExp(`applicationName=${application}`))
  await expect(row).toHaveCount(1)
})

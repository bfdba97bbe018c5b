import type { BrowserContext, Page } from '@playwright/test'
import { FINDING_TITLES } from '../protocol/finding-texts.ts'
import { expect, test } from './fixtures.ts'
import { Caller } from './seed.ts'
import type { TestServer } from './test-server.ts'

const DAY_SECONDS = 86_400
const TITLE = String(FINDING_TITLES.en.keyEnds('1'))

/** Makes an API key that ends within a day, which is a finding. Returns its id. */
async function makeEndingKey(context: BrowserContext, server: TestServer): Promise<string> {
  const admin = await Caller.of(context, server)
  const body = { name: 'forecast', grants: ['com.example.news'], ttlSeconds: DAY_SECONDS - 60 }
  const { id = '' } = await admin.call({ path: '/api/dashboard/api-keys', body })
  return id
}

/** Joins the operator's own token by the link of the settings, in the same browser: it is the operator's phone. */
async function joinByLink(page: Page): Promise<Page> {
  await page.goto('/settings')
  await page.getByRole('button', { name: 'Receive on a device…' }).click()
  const dialog = page.locator('[data-dialog=newsLink]')
  await dialog.getByRole('button', { name: 'Make the link' }).click()
  const link = (await dialog.locator('code').textContent()) ?? ''
  const phone = await page.context().newPage()
  await phone.setViewportSize({ width: 360, height: 740 })
  await phone.goto(link)
  await phone.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(phone.getByRole('status').filter({ hasText: 'Connected' })).toBeVisible()
  return phone
}

test('An operator opens and acknowledges the finding that their phone received, in at most 3 actions', async ({
  page,
  context,
  server,
}) => {
  const phone = await joinByLink(page)
  const key = await makeEndingKey(context, server)
  const card = phone.locator('[data-message]').filter({ hasText: TITLE })
  await expect(card).toBeVisible()
  await expect(card).toContainText('Its Server Application cannot send after that.')

  let actions = 0
  const opened = context.waitForEvent('page')
  await card.getByRole('link').first().click()
  actions += 1
  const finding = await opened
  await finding.locator('[data-dashboard=ready]').waitFor()
  await finding.getByRole('button', { name: `Acknowledge: ${TITLE}` }).click()
  actions += 1
  await expect(finding.getByRole('row').filter({ hasText: TITLE })).toContainText('Acknowledged')
  console.log(
    `task: the finding that an operator's phone received, opened and acknowledged: ${actions} actions`,
  )
  expect(actions).toBeLessThanOrEqual(3)

  const row = finding.getByRole('row').filter({ hasText: TITLE })
  await finding.getByRole('button', { name: `Mute… ${TITLE}` }).click()
  const dialog = finding.locator('[data-dialog=muteFinding]')
  await dialog.getByRole('combobox').selectOption({ label: '1 day' })
  await dialog.locator('button[data-look=danger]').click()
  await expect(row).toContainText('Muted')
  await finding.getByRole('button', { name: `Unmute: ${TITLE}` }).click()
  await expect(row).toContainText('Acknowledged')

  const admin = await Caller.of(context, server)
  await admin.call({ path: `/api/dashboard/api-keys/${key}/revoke`, body: { reason: 'a test' } })
  await expect(phone.locator('[data-message]').filter({ hasText: `Resolved: ${TITLE}` })).toBeVisible()
})

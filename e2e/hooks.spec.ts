import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { pressEscape } from './escape.ts'
import { expect, test } from './fixtures.ts'
import { findViolations, LOOKS, wear } from './looks.ts'
import { registerMember } from './seed.ts'

test.use({ shares: true })

/** Makes a hook for the product in three clicks and returns the dialog with its settings. */
async function createHook(page: Page, input: { sender: string; application: string }) {
  await page.goto('/hooks')
  await page.getByRole('button', { name: 'Create hook…' }).click()
  const dialog = page.locator('[data-dialog=createHook]')
  await dialog.getByLabel(input.sender, { exact: true }).click()
  // On the shared server, the newest token may be another test's.
  const option = dialog.locator('option', { hasText: input.application })
  await dialog.getByLabel('Token').selectOption((await option.getAttribute('value')) ?? '')
  await dialog.getByRole('button', { name: 'Create hook' }).click()
  return page.locator('[data-dialog=once]')
}

test('An operator creates a hook in three clicks, pastes its settings, and sees the first request arrive', async ({
  page,
  server,
}) => {
  const application = `hooks-${randomUUID()}`
  await registerMember(server, application)
  const once = await createHook(page, { sender: 'curl', application })
  const command = (await once.locator('code').textContent()) ?? ''
  const url = command.split(' ').at(-1) ?? ''
  expect(url).toMatch(/\/in\/aoi_in_[0-9a-f]{16}_[\w-]{40}$/)
  await expect(once.getByRole('status')).toContainText('Waiting for the first request')
  for (const look of LOOKS) {
    await wear(page, look)
    expect({ look, found: await findViolations(page, look.rules) }).toEqual({ look, found: [] })
  }
  await pressEscape(page, (soon) =>
    soon(once.getByRole('alert')).toContainText('Have you stored this value?'),
  )

  expect((await fetch(url, { method: 'POST', body: 'backup done' })).status).toBe(200)
  await expect(once.getByRole('status')).toContainText('The first request arrived')
  await once.getByRole('button', { name: 'I have stored it' }).click()
  await page.getByRole('link', { name: 'Open hook' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'curl' })).toBeVisible()
  await page.locator('[data-dashboard=ready]').waitFor()
  await page.getByRole('button', { name: 'Show request' }).click()
  await expect(page.getByRole('group', { name: 'Body' })).toHaveText('backup done')
  const secret = url.slice(-40)
  expect(await page.content()).not.toContain(secret)
  await page.getByRole('link', { name: /^Notification/ }).click()
  await expect(page.getByRole('region', { name: 'As a person sees it' })).toContainText('backup done')
})

test('An operator edits the template of a hook beside a kept request, and sees the notification at once', async ({
  page,
  server,
}) => {
  const application = `hooks-${randomUUID()}`
  await registerMember(server, application)
  const once = await createHook(page, { sender: 'Other webhook', application })
  const url = (await once.locator('code').textContent()) ?? ''
  await once.getByRole('button', { name: 'I have stored it' }).click()
  const send = () =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ job: 'nightly', state: 'failed', password: 'hunter2' }),
    })
  await send()
  await page.getByRole('link', { name: 'Open hook' }).click()
  const body = page.getByLabel('Body of the request')
  await expect(body).toHaveValue(/"job":"nightly"/)
  await expect(body).not.toHaveValue(/hunter2/)
  const preview = page.getByRole('region', { name: 'Preview' })
  const template = page.getByRole('textbox', { name: 'Template' })
  await template.fill('{"title": "{{ job | upcase }} {{ state }}", "urgency": "high"}')
  await expect(preview).toContainText('NIGHTLY failed')
  await expect(preview).toContainText('Urgency high')
  await template.fill('{"title": "{% for x in (1..9) %}{% endfor %}"}')
  await expect(preview).toContainText('This request would be refused')
  await template.fill('{"title": "{{ job }} {{ state }}"}')
  await expect(preview).toContainText('nightly failed')
  await page.getByRole('button', { name: 'Save template' }).click()
  await expect(page.getByText('The template is saved')).toBeVisible()
  await send()
  const accepted = page.locator('li[data-outcome=accepted]')
  await expect(accepted).toHaveCount(2)
  await accepted.first().getByRole('link').click()
  await expect(page.getByRole('region', { name: 'As a person sees it' })).toContainText('nightly failed')
})

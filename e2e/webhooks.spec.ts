import { isSigned, openReceiver } from '../server/testing/events/receiver.ts'
import { expect, test } from './fixtures.ts'
import { findViolations, LOOKS, wear } from './looks.ts'
import { registerMember } from './seed.ts'

test.use({ settings: { AOI_OUTBOUND_ALLOW: '127.0.0.1' } })

test('An operator creates a webhook, sees its events arrive or fail, and rotates its secret', async ({
  page,
  server,
}) => {
  const receiver = await openReceiver()
  await page.goto('/webhooks')
  await page.getByRole('button', { name: 'Create webhook…' }).click()
  const dialog = page.locator('[data-dialog=createWebhook]')
  await dialog.getByLabel('Name').fill('orders')
  await dialog.getByLabel('URL').fill(receiver.url)
  await dialog.getByLabel('Applications').fill('com.example.*')
  await dialog.getByRole('button', { name: 'Create webhook' }).click()
  const once = page.locator('[data-dialog=once]')
  const secret = (await once.locator('code').textContent()) ?? ''
  expect(secret).toMatch(/^whsec_/)
  await once.getByRole('button', { name: 'I have stored it' }).click()
  await page.getByRole('link', { name: 'Open webhook' }).click()
  await expect(page.getByText('The server has sent nothing yet')).toBeVisible()

  receiver.answer = () => (receiver.received.length === 0 ? 500 : 204)
  await registerMember(server, 'com.example.shop')
  const log = page.getByRole('region', { name: 'Delivery log' })
  await expect(log.getByText('Delivered (204)')).toBeVisible()
  await expect(log.getByText('The receiver answered 500')).toBeVisible()
  expect(receiver.received.map((request) => isSigned(request, secret))).toEqual([true, true])
  await log.getByRole('button', { name: 'Send again…' }).first().click()
  await page.getByRole('button', { name: 'Send event again' }).click()
  await expect(log.getByText('By hand')).toBeVisible()

  await page.getByRole('button', { name: 'Rotate secret…' }).click()
  await page.getByRole('button', { name: 'Rotate secret', exact: true }).click()
  await once.getByRole('button', { name: 'I have stored it' }).click()
  await expect(page.getByText('The secret before the last rotation signs too')).toBeVisible()

  receiver.answer = () => 410
  await registerMember(server, 'com.example.shop')
  await expect(page.getByText('The server disabled this webhook')).toBeVisible()
  for (const look of LOOKS) {
    await wear(page, look)
    expect({ look, found: await findViolations(page, look.rules) }).toEqual({ look, found: [] })
  }
  receiver.answer = () => 204
  await page.getByRole('button', { name: 'Enable webhook' }).click()
  await expect(page.getByText('The server disabled this webhook')).toBeHidden()
  await receiver.close()
})

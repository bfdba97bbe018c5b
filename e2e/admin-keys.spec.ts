import { pressEscape } from './escape.ts'
import { expect, test } from './fixtures.ts'
import { findViolations } from './looks.ts'

// The only test of that server which makes admin keys.
test.use({ shares: 'empty' })

test('An admin makes an admin key that reads by the admin API, and revokes it', async ({ page, server }) => {
  await page.goto('/applications')
  const keys = page.getByRole('region', { name: 'Admin keys' })
  await expect(keys).toContainText('There is no admin key.')
  await keys.getByRole('button', { name: 'Create admin key…' }).click()
  const making = page.locator('[data-dialog=createAdminKey]')
  await making.getByLabel('Name').fill('terraform')
  await making.getByRole('button', { name: 'Create admin key' }).click()
  await expect(making).toContainText('Choose at least one scope.')
  await making.getByLabel('keys:read', { exact: true }).check()
  await making.getByLabel('Days until the key expires').fill('3')
  expect(await findViolations(page)).toEqual([])
  await making.getByRole('button', { name: 'Create admin key' }).click()
  const once = page.locator('[data-dialog=once]')
  const key = (await once.locator('code').textContent()) ?? ''
  expect(key).toMatch(/^aoi_ak_/)
  await pressEscape(page, (soon) => soon(once).toContainText('Have you stored this value?'))
  await once.getByRole('button', { name: 'I have stored it' }).click()
  await expect(keys).toContainText('expires in 3 days')
  await expect(keys).not.toContainText(key.slice(-43))

  const ask = async (path: string) => {
    const headers = { authorization: `Bearer ${key}` }
    return (await fetch(`${server.url}/api/v1/admin/${path}`, { headers })).status
  }
  expect([await ask('api-keys'), await ask('operators')]).toEqual([200, 403])
  await keys.getByRole('button', { name: 'Revoke admin key terraform' }).click()
  const revoking = page.locator('[data-dialog=revokeAdminKey]')
  await revoking.getByRole('button', { name: 'Revoke terraform' }).click()
  await expect(keys).toContainText('Revoked')
  await expect(keys.getByRole('button', { name: /^Revoke/ })).toHaveCount(0)
  expect(await ask('api-keys')).toBe(401)
})

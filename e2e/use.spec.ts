import { LIMITS } from '../protocol/limits.ts'
import { expect, test } from './fixtures.ts'
import { Caller } from './seed.ts'

const BODY = { messageType: 'aoiClientRegistrationReq' }

test('An operator is warned that limits refuse a party, and reads which party and which limit', async ({
  page,
  server,
}) => {
  await page.goto('/settings')
  const refusals = page.getByRole('region', { name: 'Whom limits refuse' })
  await expect(refusals).toContainText('Limits refused nobody.')

  const stranger = new Caller(server)
  const tries = LIMITS.aoiClientRegistrationsPerAddressPerMinute + 5
  const register = () => stranger.call({ path: '/api/v1/aoi-clients', body: BODY })
  const outcomes = await Promise.allSettled(Array.from({ length: tries }, register))
  const refused = outcomes.filter(({ status }) => status === 'rejected').length
  expect(refused).toBeGreaterThan(0)

  await page.goto('/')
  const need = page
    .getByRole('listitem')
    .filter({ hasText: 'Parties that limits refused in the last hour: 1' })
  await need.getByRole('link', { name: 'Look' }).click()
  await expect(page).toHaveURL(/\/settings#use$/)
  const line = refusals.getByRole('listitem')
  await expect(line).toContainText('address 127.0.0.1')
  await expect(line).toContainText('aoiClientRegistrationsPerAddressPerMinute')
  await expect(line).toContainText(`${refused} request`)
})

test('An operator reads that nothing is stored, and tries again where the server could not tell', async ({
  page,
}) => {
  let isDown = true
  await page.route('**/api/dashboard/use?*', (route) =>
    isDown ? route.fulfill({ status: 503, json: { code: '503', desc: 'busy' } }) : route.continue(),
  )
  await page.goto('/settings')
  const storage = page.getByRole('region', { name: 'Who fills the disk' })
  await expect(storage.getByRole('alert')).toContainText('This could not be read', { timeout: 30_000 })
  isDown = false
  await storage.getByRole('button', { name: 'Try again' }).click()
  await expect(storage).toContainText('No notification is stored.')
  await expect(storage.getByRole('alert')).toHaveCount(0)
})

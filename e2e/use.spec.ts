import { LIMITS } from '../protocol/limits.ts'
import { expect, test } from './fixtures.ts'
import { Caller, registerMember, sendByKey } from './seed.ts'

const BODY = { messageType: 'aoiClientRegistrationReq' }

test('An operator is warned that limits refuse a party, and reads the party and the limit', async ({
  page,
  server,
}) => {
  await page.goto('/settings')
  const refusals = page.getByRole('region', { name: 'Callers over a limit' })
  await expect(refusals).toContainText('Limits refused no requests.')

  const stranger = new Caller(server)
  const tries = LIMITS.aoiClientRegistrationsPerAddressPerMinute + 5
  const register = () => stranger.call({ path: '/api/v1/aoi-clients', body: BODY })
  const outcomes = await Promise.allSettled(Array.from({ length: tries }, register))
  const refused = outcomes.filter(({ status }) => status === 'rejected').length
  expect(refused).toBeGreaterThan(0)

  await page.goto('/')
  const need = page
    .getByRole('listitem')
    .filter({ hasText: 'Callers that exceeded a limit in the last hour: 1' })
  await need.getByRole('link', { name: 'Show' }).click()
  await expect(page).toHaveURL(/\/settings#use$/)
  const line = refusals.getByRole('listitem')
  await expect(line).toContainText('address 127.0.0.1')
  await expect(line).toContainText('aoiClientRegistrationsPerAddressPerMinute')
  await expect(line).toContainText(`${refused} request`)
})

test.describe('on an empty server', () => {
  test.use({ shares: 'empty' })

  test('An operator reads that no notification is stored, and retries after a failed read', async ({
    page,
  }) => {
    let isDown = true
    await page.route('**/api/dashboard/use?*', (route) =>
      isDown ? route.fulfill({ status: 503, json: { code: '503', desc: 'busy' } }) : route.continue(),
    )
    await page.goto('/settings')
    const storage = page.getByRole('region', { name: 'Disk usage' })
    await expect(storage.getByRole('alert')).toContainText('This part could not be loaded')
    isDown = false
    await storage.getByRole('button', { name: 'Try again' }).click()
    await expect(storage).toContainText('The server stores no notifications.')
    await expect(storage.getByRole('alert')).toHaveCount(0)
  })
})

test.describe('with a small quota', () => {
  test.use({ settings: { AOI_QUOTA_APPLICATION_BYTES: '2000' } })

  test('An operator reads that a Server Application has filled its quota, and that it was refused', async ({
    page,
    context,
    server,
  }) => {
    const admin = await Caller.of(context, server)
    const { key = '' } = await admin.call({
      path: '/api/dashboard/api-keys',
      body: { name: 'forecast', grants: ['com.example.weather'] },
    })
    const { clientAppToken } = await registerMember(server, 'com.example.weather')
    const send = (text: string) => sendByKey(server, { key, clientAppToken, text })
    await send('x'.repeat(400))
    await page.goto('/settings')
    const row = page.getByRole('region', { name: 'Disk usage' }).getByRole('listitem')
    await expect(row).toContainText('1 notification')
    await expect(row).toContainText('of the quota of 2 kB')
    await expect(row).not.toContainText('Nearly full')

    await send('y'.repeat(400))
    await expect(send('one too many')).rejects.toThrow(/429/)
    await page.reload()
    await expect(row).toContainText('2 notifications')
    await expect(row).toContainText('Nearly full: the server refuses notifications that do not fit')
    const refusals = page.getByRole('region', { name: 'Callers over a limit' }).getByRole('listitem')
    await expect(refusals).toContainText('sender forecast')
    await expect(refusals).toContainText('applicationQuotaBytes')
    await row.getByRole('link', { name: 'forecast' }).click()
    await expect(page).toHaveURL(/\/applications\?name=forecast$/)
  })
})

import type { Page } from '@playwright/test'
import { pressEscape } from './escape.ts'
import { expect, test } from './fixtures.ts'
import { Caller, registerMember } from './seed.ts'
import type { TestServer } from './test-server.ts'

const codesOf = (page: Page) => page.getByRole('region', { name: 'Enrolment codes' })

/** Registers an AOI Client with `enrolmentCode`; rejects with the status and the server's answer. */
function register(server: TestServer, enrolmentCode: string) {
  const body = { messageType: 'aoiClientRegistrationReq', enrolmentCode }
  return new Caller(server).call({ path: '/api/v1/aoi-clients', body })
}

/** Starts the phones of the demo, and sends to those with the seed. */
async function ringPhones(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start the phones' }).click()
  await expect(page.locator('[data-fingerprint]')).toHaveCount(5)
  await page.getByLabel('Text').fill('By a code of their own')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  for (const id of ['A', 'B', 'C'])
    await expect(page.locator(`[data-phone="${id}"]`)).toContainText('By a code of their own')
}

test.describe('with AOI_REGISTRATION=code', () => {
  test.use({ shares: 'code', settings: { AOI_REGISTRATION: 'code' } })
  // By one worker, or each would start a server.
  test.describe.configure({ mode: 'default' })

  test('An operator reads that the demo page makes its AOI Clients by its own code', async ({ page }) => {
    await page.goto('/demo')
    await expect(page.getByText('This server registers AOI Clients by enrolment code')).toBeVisible()
    await expect(page.getByText('add ?code= and a code from an admin')).toBeVisible()
    await ringPhones(page)
    await page.goto('/settings')
    await expect(codesOf(page)).toContainText('There is no code.')
  })

  test('An admin makes an enrolment code that admits one AOI Client, and revokes it', async ({
    page,
    server,
    person,
  }) => {
    await page.goto('/settings')
    const codes = codesOf(page)
    await expect(codes).toContainText('A new AOI Client needs one of these codes to register')
    await expect(codes).toContainText('There is no code.')
    await expect(registerMember(server, 'demo')).rejects.toThrow(/401 .*by enrolment code; ask its operator/)

    await codes.getByRole('button', { name: 'Create code…' }).click()
    const making = page.locator('[data-dialog=createCode]')
    await making.getByLabel('Name').fill('the shop')
    await making.getByLabel('Number of AOI Clients that may use it').fill('2')
    await making.getByLabel('Days until the code expires').fill('3')
    await making.getByRole('button', { name: 'Create code' }).click()
    const once = page.locator('[data-dialog=once]')
    const code = (await once.locator('code').textContent()) ?? ''
    expect(code).toMatch(/^aoi_ec_/)
    await pressEscape(page, (soon) => soon(once).toContainText('Have you stored this value?'))
    await once.getByRole('button', { name: 'I have stored it' }).click()
    await expect(codes).toContainText('2 of 2 uses left')
    await expect(codes).not.toContainText(code.slice(-43))

    await person.listenByCode('phone', code)
    await page.reload()
    await expect(codes).toContainText('the shop')
    await expect(codes).toContainText('1 of 2 uses left')
    await expect(codes).toContainText('expires in 3 days')

    await codes.getByRole('button', { name: 'Revoke code the shop' }).click()
    const revoking = page.locator('[data-dialog=revokeCode]')
    await expect(revoking).toContainText('AOI Clients that used it stay registered.')
    await revoking.getByRole('button', { name: 'Revoke the shop' }).click()
    await expect(codes).toContainText('Revoked')
    await expect(codes.getByRole('button', { name: /^Revoke/ })).toHaveCount(0)
    await expect(register(server, code)).rejects.toThrow(/401 .*is not valid, has expired or is used up/)
  })
})

test.describe('with AOI_REGISTRATION=closed', () => {
  test.use({ shares: 'closed', settings: { AOI_REGISTRATION: 'closed' } })
  // By one worker, or each would start a server.
  test.describe.configure({ mode: 'default' })

  test('An operator can use the demo page, and reads what happens to other AOI Clients', async ({
    page,
    server,
  }) => {
    await page.goto('/demo')
    await expect(page.getByText('This server registers no new AOI Clients', { exact: true })).toBeVisible()
    await expect(page.getByText('It refuses every other new AOI Client')).toBeVisible()
    await ringPhones(page)
    await page.goto('/settings')
    await expect(codesOf(page)).toContainText('No new AOI Client may register')
    await expect(registerMember(server, 'demo')).rejects.toThrow(/401 .*registers no new AOI Clients/)
  })

  test('An operator reads why the phones could not start, and restarts them', async ({ page }) => {
    await page.goto('/demo')
    const down = '**/api/v1/aoi-clients'
    const desc = 'this AOI Server registers no new AOI Clients; ask its operator'
    await page.route(down, (route) =>
      route.fulfill({ status: 401, json: { messageType: 'aoiClientRegistrationRes', code: '401', desc } }),
    )
    await page.getByRole('button', { name: 'Start the phones' }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'The phones could not start' })).toContainText(
      desc,
    )
    await expect(page.locator('[data-phone]')).toHaveCount(0)
    await page.unroute(down)
    await ringPhones(page)
  })
})

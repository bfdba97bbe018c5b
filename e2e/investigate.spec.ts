import { randomUUID } from 'node:crypto'
import { Actions } from './actions.ts'
import { expect, test } from './fixtures.ts'
import { findViolations, LOOKS, wear } from './looks.ts'
import { OPERATOR } from './operator.ts'
import { Caller, registerMember, sendByKey } from './seed.ts'

test.use({ shares: true })

test('An operator finds the reason why a device did not get an alert, from the names of both', async ({
  page,
  context,
  server,
}) => {
  const application = `alerts-${randomUUID().slice(0, 8)}`
  const device = `Boiler ${randomUUID().slice(0, 8)}`
  const { aoiClientId, clientAppToken } = await registerMember(server, application, device)
  const admin = await Caller.of(context, server)
  const { key = '' } = await admin.call({
    path: '/api/dashboard/api-keys',
    body: { name: `${application}-sender`, grants: [application] },
  })
  const id = await sendByKey(server, { key, clientAppToken, text: 'Pressure too high' })

  await page.goto('/')
  await expect(page.locator('[data-dashboard=ready]')).toBeVisible()
  const actions = new Actions('why a device did not get an alert')
  await actions.do('search', () => page.keyboard.press('Control+k'))
  await actions.do('the name of the device', () => page.keyboard.type(device))
  await actions.do('its page', () => page.getByRole('option', { name: device }).click())
  await expect(page).toHaveURL(new RegExp(`/aoi-clients/${aoiClientId}`))
  await expect(page.getByText('Never connected: it has registered')).toBeVisible()
  for (const look of LOOKS) {
    await wear(page, look)
    expect(await findViolations(page, look.rules), `AOI Client, ${look.name}`).toEqual([])
    if (process.env.SHOTS)
      await page.screenshot({ path: `${process.env.SHOTS}/client-${look.width}-${look.colorScheme}.png` })
  }
  await actions.do('the alert', () => page.getByRole('link', { name: application }).first().click())
  await expect(page).toHaveURL(new RegExp(`/notifications/${id}`))
  await expect(page.getByText('Not yet: the AOI Client is offline.')).toBeVisible()
  actions.end(4)

  const timeline = page.getByRole('region', { name: 'Timeline' })
  await expect(timeline.getByText('The token has too few earlier notifications')).toBeVisible()
  await expect(timeline.getByRole('listitem').filter({ hasText: 'committed' })).toContainText(
    /\d ms|not recorded/,
  )
  for (const look of LOOKS) {
    await wear(page, look)
    expect(await findViolations(page, look.rules), `notification, ${look.name}`).toEqual([])
    if (process.env.SHOTS)
      await page.screenshot({
        path: `${process.env.SHOTS}/stages-${look.width}-${look.colorScheme}.png`,
        fullPage: true,
      })
  }
})

test('An operator sees the senders of a token by name and its members by state', async ({
  page,
  context,
  server,
}) => {
  const application = `picture-${randomUUID().slice(0, 8)}`
  const { aoiClientId, clientAppToken } = await registerMember(server, application, 'Hall sensor')
  const admin = await Caller.of(context, server)
  const { key = '' } = await admin.call({
    path: '/api/dashboard/api-keys',
    body: { name: `${application}-sender`, grants: [application] },
  })
  await sendByKey(server, { key, clientAppToken, text: 'Hello' })
  const { rows } = await admin.call<{ rows: { id: number }[] }>({
    path: `/api/dashboard/tokens?applicationName=${application}`,
  })
  await page.goto(`/tokens/${rows[0]?.id}`)
  const picture = page.getByRole('region', { name: 'Senders and members' })
  await expect(picture.getByRole('link', { name: `${application}-sender` })).toBeVisible()
  await expect(picture).toContainText('1 offline and behind')
  const member = picture.getByRole('link', { name: 'Hall sensor' })
  await expect(member).toHaveAttribute('href', `/aoi-clients/${aoiClientId}`)
  for (const look of LOOKS) {
    await wear(page, look)
    expect(await findViolations(page, look.rules), look.name).toEqual([])
    if (process.env.SHOTS)
      await page.screenshot({ path: `${process.env.SHOTS}/token-${look.width}-${look.colorScheme}.png` })
  }
})

test('An operator finds who changed a key, from its ID', async ({ page, context, server }) => {
  const application = `keys-${randomUUID().slice(0, 8)}`
  const admin = await Caller.of(context, server)
  const made = { name: application, grants: [application] }
  await admin.call({ path: '/api/dashboard/api-keys', body: made })
  const { rows } = await admin.call<{ rows: { name: string; keys: { id: string }[] }[] }>({
    path: `/api/dashboard/applications?name=${application}`,
  })
  const id = rows[0]?.keys[0]?.id ?? ''
  await admin.call({ path: `/api/dashboard/api-keys/${id}/revoke`, method: 'POST' })
  await page.goto('/')
  await expect(page.locator('[data-dashboard=ready]')).toBeVisible()
  const actions = new Actions('who changed this key')
  await actions.do('search', () => page.keyboard.press('Control+k'))
  await actions.do('the ID of the key', () => page.keyboard.type(id))
  const found = page.getByRole('group', { name: 'Audit' }).getByRole('option', { name: 'apiKey.revoke' })
  await actions.do('its audit', () => found.click())
  const row = page.getByRole('row').filter({ hasText: 'apiKey.revoke' })
  await expect(row).toContainText(OPERATOR.email)
  actions.end(3)
})

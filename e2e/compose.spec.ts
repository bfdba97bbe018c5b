import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { Actions } from './actions.ts'
import { expect, test } from './fixtures.ts'
import { findViolations, LOOKS, wear } from './looks.ts'
import { Person } from './person.ts'
import { Caller, registerMember } from './seed.ts'

test.use({ shares: true, timezoneId: 'Europe/Berlin' })

/** Takes a picture for those who ask for pictures. */
async function shoot(page: Page, name: string, fullPage = false): Promise<void> {
  const { SHOTS } = process.env
  if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage })
}

test('An operator plans a maintenance notice for 22:00 to one application in eight actions', async ({
  page,
  server,
}) => {
  const application = `compose-${randomUUID()}`
  await registerMember(server, application, 'Kitchen tablet')
  await page.goto('/')
  await expect(page.locator('[data-dashboard=ready]')).toBeVisible()
  await expect(page.locator('body')).toBeVisible()
  const actions = new Actions('planned maintenance notice')
  await expect(async () => {
    await page.keyboard.press('n')
    await expect(page).toHaveURL(/\/compose$/, { timeout: 1000 })
  }).toPass()
  await actions.do('n', async () => undefined)
  await actions.do('find the application', () => page.getByLabel('Find tokens').fill(application))
  await actions.do('choose it', () =>
    page.getByRole('button', { name: `All tokens of ${application}` }).click(),
  )
  await actions.do('title', () => page.getByLabel('Title').fill('Planned maintenance'))
  await actions.do('text', () =>
    page.getByLabel('Text', { exact: true }).fill('The mail server rests <b>tonight</b>.'),
  )
  await actions.do('time', () => page.getByLabel('Send at').fill('22:00'))
  await expect(page.getByText(/Times are in your time zone, Europe\/Berlin\./)).toBeVisible()
  const phone = page.getByRole('figure', { name: 'On a phone' })
  await expect(phone).toContainText('The mail server rests <b>tonight</b>.')
  for (const look of LOOKS) {
    await wear(page, look)
    expect(await findViolations(page, look.rules), look.name).toEqual([])
    await shoot(page, `compose-${look.width}-${look.colorScheme}`, true)
  }
  await wear(page, LOOKS[0])
  await page.reload()
  await expect(page.getByLabel('Title')).toHaveValue('Planned maintenance')
  await actions.do('send', () => page.getByRole('button', { name: 'Send …' }).click())
  const dialog = page.locator('[data-dialog=compose]')
  await expect(dialog).toContainText('22:00')
  expect(await findViolations(page)).toEqual([])
  await shoot(page, 'compose-dialog')
  await actions.do('confirm', () => dialog.getByRole('button', { name: 'Schedule for 1 token' }).click())
  await expect(page.getByRole('heading', { level: 1, name: 'Scheduled' })).toBeVisible()
  await expect(page.getByRole('row', { name: application })).toContainText('scheduled')
  actions.end(8)
  await shoot(page, 'compose-sent')
  expect(await findViolations(page)).toEqual([])
})

test('An operator tries a template on their own device, and then reaches the members', async ({
  page,
  server,
}) => {
  const application = `compose-${randomUUID()}`
  await registerMember(server, application)
  const admin = await Caller.of(page.context(), server)
  const payload = '{"web_push":8030,"notification":{"title":"Backup done"}}'
  const message = { payload, ttl: 3600, urgency: 'low', until: 'all' }
  await admin.call({ path: '/api/dashboard/compose/templates', body: { name: application, message } })
  await page.goto(`/compose?application=${application}`)
  await page.getByLabel('Use a template').selectOption(application)
  await expect(page.getByLabel('Title')).toHaveValue('Backup done')
  await expect(page.getByLabel('TTL')).toHaveValue('1 h')
  await page.getByRole('button', { name: `Remove ${application}` }).click()
  await page.getByLabel('Find tokens').fill(application)
  await page
    .getByRole('list', { name: 'Tokens, Client Applications and audiences' })
    .getByRole('button', { name: application })
    .filter({ hasText: '1 member' })
    .click()
  await page.getByRole('button', { name: 'Use as my device' }).click()
  await page.getByRole('button', { name: 'Send to my device first' }).click()
  await expect(page.getByText('Sent to your device.')).toBeVisible()
  await page.getByLabel('JSON', { exact: true }).check()
  await page.getByLabel('Payload').fill('{"web_push":8030,"notification":{"title":""}}')
  await expect(page.getByText('notification.title: must not be empty')).toBeVisible()
  await page.getByLabel('Payload').fill('{"text":"hello"}')
  await page.getByRole('button', { name: 'Send …' }).click()
  await page.getByRole('button', { name: 'Send to 1 recipient' }).click()
  await expect(page.getByRole('row', { name: application })).toContainText('0 of 1')
  await expect(page.getByText('Not done yet for 1 notification.')).toBeVisible()
  await page.getByRole('button', { name: 'Write another one' }).click()
  await expect(page.getByLabel('Title')).toHaveValue('')
})

test('An operator writes to the devices with a label, and saves them as an audience for the next time', async ({
  page,
  server,
}) => {
  const application = `audience-${randomUUID().slice(0, 8)}`
  const { aoiClientId } = await registerMember(server, application)
  const admin = await Caller.of(page.context(), server)
  const { selectionId } = await admin.call({
    path: '/api/dashboard/selections',
    body: { act: 'label', ids: [aoiClientId] },
  })
  const body = { selectionId, reason: 'a test', label: application }
  await admin.call({ path: '/api/dashboard/acts/label', body })
  await page.goto(`/aoi-clients?label=${application}`)
  await page.getByRole('link', { name: 'Write to them…' }).click()
  await expect(page.getByText(`The tokens of AOI Clients with label “${application}”`)).toBeVisible()
  const open = page.getByRole('button', { name: 'Saved audiences…' })
  await open.click()
  const dialog = page.locator('[data-dialog=audiences]')
  await dialog.getByLabel('Name of the audience').fill(application)
  await dialog.getByRole('button', { name: 'Save audience' }).click()
  await dialog.getByRole('button', { name: `Rename the audience ${application}` }).click()
  await dialog.getByLabel('New name').fill(`${application} all`)
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  const used = dialog.getByRole('button', { name: `Use the audience ${application} all` })
  await expect(used).toBeVisible()
  for (const look of LOOKS) {
    await wear(page, look)
    expect(await findViolations(page), look.name).toEqual([])
    await shoot(page, `audiences-${look.width}-${look.colorScheme}`)
  }
  await wear(page, LOOKS[0])
  await used.click()
  await page.getByLabel('Title').fill('For the label')
  await page.getByRole('button', { name: 'Send …' }).click()
  const send = page.locator('[data-dialog=compose]')
  await expect(send).toContainText(`${application} all`)
  await send.getByRole('button', { name: 'Send to 1 recipient' }).click()
  await expect(page.getByRole('row', { name: application })).toContainText('0 of 1')
})

test('An operator moves a planned notification, and cancels it', async ({ page, server }) => {
  const application = `planned-${randomUUID()}`
  await registerMember(server, application)
  const admin = await Caller.of(page.context(), server)
  const path = '/api/dashboard/compose'
  const { selectionId } = await admin.call({
    path: `${path}/audience`,
    body: { applicationName: application },
  })
  const payload = '{"web_push":8030,"notification":{"title":"Planned maintenance"}}'
  const deliverAt = new Date(Date.now() + 86_400_000).toISOString()
  const how = { ttl: 60, urgency: 'normal', requestId: randomUUID(), selectionId, deliverAt }
  await admin.call({ path, body: { payload, ...how } })
  await page.goto(`/notifications/scheduled?applicationName=${application}`)
  const row = page.getByRole('row', { name: 'Planned maintenance' })
  await expect(row).toContainText(application)
  for (const look of LOOKS) {
    await wear(page, look)
    expect(await findViolations(page, look.rules), look.name).toEqual([])
    await shoot(page, `scheduled-${look.width}-${look.colorScheme}`)
  }
  await wear(page, LOOKS[0])
  await row.getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Change time…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('At', { exact: true }).fill('23:59')
  await dialog.getByRole('button', { name: 'Change time' }).click()
  await expect(row).toContainText('23:59:00')
  await page.getByRole('button', { name: 'Cancel…' }).click()
  await dialog.getByLabel('Reason, for the audit').fill('another day')
  await dialog.locator('button[data-look=danger]').click()
  await expect(row).toHaveCount(0)
})

test('An operator cancels a wrong notification and lists who has it in five actions', async ({
  page,
  server,
}) => {
  const person = new Person(server, `wrong-${randomUUID()}`)
  try {
    const [phone, tablet] = [await person.listen('phone'), await person.listen('tablet')]
    const key = await person.createKey()
    await tablet.command.stop()
    await person.send({ key, token: phone.token })
    await page.goto(`/notifications?applicationName=${person.application}`)
    const actions = new Actions('cancel the wrong notification')
    await actions.do('open', () => page.locator('a[href^="/notifications/0"]').first().click())
    const cancel = page.getByRole('button', { name: 'Cancel for pending recipients' })
    await actions.do('cancel', () => cancel.click())
    const dialog = page.locator('[data-dialog=cancel]')
    await actions.do('reason', () => dialog.getByLabel('Reason, for the audit').fill('wrong group'))
    await actions.do('confirm', () => dialog.locator('button[data-look=danger]').click())
    await expect(dialog).toHaveCount(0)
    await actions.do('those who have it', () => page.getByRole('button', { name: /acked/ }).first().click())
    await expect(page.getByText('1 found')).toBeVisible()
    actions.end(5)
  } finally {
    await person.leave()
  }
})

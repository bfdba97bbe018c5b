import { randomUUID } from 'node:crypto'
import { openStore } from '../server/db/open-store.ts'
import { systemClock } from '../server/ops/system-clock.ts'
import { Actions } from './actions.ts'
import { expect, test } from './fixtures.ts'
import { findViolations, LOOKS, wear } from './looks.ts'
import { Caller, registerMember, sendByKey } from './seed.ts'
import type { TestServer } from './test-server.ts'

test.use({ shares: true })

/** Makes three AOI Clients of two months ago, and one of today: the clock of a real server cannot be moved. */
async function addUnseenDevices(server: TestServer): Promise<void> {
  await server.stop()
  const store = await openStore({ dataDirectory: server.dataDirectory, clock: systemClock })
  for (const days of [60, 61, 62, 0]) {
    const id = `ac_${randomUUID().replaceAll('-', '').slice(0, 22)}`
    await store.createAoiClient({ id, secretHash: '00', createdAt: Date.now() - days * 86_400_000 })
  }
  await store.close()
  await server.restart()
}

test('An operator stops a flooding sender in four actions', async ({ page, context, server }) => {
  const application = `flood-${randomUUID().slice(0, 8)}`
  const { clientAppToken } = await registerMember(server, application)
  const admin = await Caller.of(context, server)
  const { key = '', id = '' } = await admin.call({
    path: '/api/dashboard/api-keys',
    body: { name: `${application}-sender`, grants: [application] },
  })
  const send = (text: string) => sendByKey(server, { key, clientAppToken, text })
  await Promise.all(Array.from({ length: 40 }, (_, place) => send(`Flood ${place}`)))
  // The server counts at once and writes its statistics every ten seconds; the page reads them every thirty.
  const readNames = async () => {
    const path = '/api/dashboard/statistics/top?range=1h&unit=sender&by=requests'
    const { rows } = await admin.call<{ rows: { name?: string }[] }>({ path })
    return rows.map(({ name }) => name)
  }
  await expect.poll(readNames).toContain(`${application}-sender`)

  await page.goto('/')
  await expect(page.locator('[data-dashboard=ready]')).toBeVisible()
  const actions = new Actions('stop a flooding sender')
  await actions.do('the largest senders', () => page.getByRole('link', { name: 'Senders' }).click())
  await actions.do('the flood', () => page.getByRole('link', { name: `${application}-sender` }).click())
  await actions.do('revoke its key', () => page.getByRole('button', { name: 'Revoke key…' }).click())
  const dialog = page.locator('[data-dialog=revokeKey]')
  await actions.do('confirm', () => dialog.getByRole('button', { name: `Revoke ${id}` }).click())
  await expect(page.getByRole('region', { name: 'API keys' })).toContainText('Revoked')
  actions.end(4)
  await expect(send('Too late')).rejects.toThrow('401')
  for (const look of LOOKS) {
    await wear(page, look)
    expect(await findViolations(page, look.rules), look.name).toEqual([])
  }
})

test.describe('with devices that are gone', () => {
  test.use({ shares: false })

  test('An operator labels and removes the devices not seen for 30 days in six actions', async ({
    page,
    server,
  }) => {
    await addUnseenDevices(server)
    await page.goto('/aoi-clients')
    await expect(page.locator('[data-dashboard=ready]')).toBeVisible()
    const actions = new Actions('devices not seen for 30 days, labelled and removed')
    const filter = page.getByRole('link', { name: 'Not seen for 30 days' })
    await actions.do('the filter', () => filter.click())
    await expect(page.locator('tbody [data-row]')).toHaveCount(3)
    const all = page.getByRole('checkbox', { name: 'Select all rows of this page' })
    await actions.do('all of them', () => all.check())
    await actions.do('deregister', () => page.getByRole('button', { name: 'Deregister…' }).click())
    const dialog = page.locator('[data-dialog=deregister]')
    await actions.do('the label', () => dialog.getByLabel('Label (optional)').fill('gone in autumn'))
    await actions.do('the reason', () =>
      dialog.getByLabel('Reason, for the audit').fill('Not seen for 30 days'),
    )
    expect(await findViolations(page)).toEqual([])
    await actions.do('confirm', () => dialog.getByRole('button', { name: 'Deregister 3' }).click())
    await expect(page.getByText('3 done, 0 unchanged, 0 failed.')).toBeVisible()
    actions.end(6)
    await page.goto('/audit?action=aoiClient.end')
    await expect(page.getByRole('row').filter({ hasText: 'gone in autumn' })).toHaveCount(1)
    await page.goto('/aoi-clients')
    await expect(page.locator('tbody [data-row]')).toHaveCount(1)
  })
})

test('An operator reads on the overview which stage is slow now', async ({ page, person }) => {
  const { token, command } = await person.listen('phone')
  await person.send({ key: await person.createKey(), token })
  await command.next('payload')
  const actions = new Actions('which stage is slow now')
  await actions.do('the overview', () => page.goto('/'))
  const stages = page.getByRole('region', { name: 'Stages' })
  await expect(stages.getByRole('row').filter({ hasText: 'received → committed' })).toContainText(/\d ms/)
  await expect(stages.getByRole('row').filter({ hasText: 'half acked → all acked' })).toContainText(
    /\d+ notification/,
  )
  actions.end(2)
})

import { randomUUID } from 'node:crypto'
import { Actions } from './actions.ts'
import { expect, test } from './fixtures.ts'
import { findViolations, LOOKS, wear } from './looks.ts'
import { Caller, registerMember, sendByKey } from './seed.ts'

test.use({ shares: true })

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
    expect(await findViolations(page), look.name).toEqual([])
  }
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

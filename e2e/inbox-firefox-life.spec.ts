import { runAoi } from './aoi-command.ts'
import { titlesOn, VENDOR_ALLOWED, withJourney } from './firefox-journey.ts'
import { PATIENCE, press, textOf } from './firefox-tab.ts'
import { expect, test } from './fixtures.ts'
import { listRinging } from './inbox-page.ts'
import type { TestServer } from './test-server.ts'

test.use({ signedIn: false, settings: VENDOR_ALLOWED })

/** Returns the first row that the command prints: the current key. */
function vapidKeys(server: TestServer, act: 'list' | 'rotate'): Promise<Record<string, unknown>> {
  return runAoi(`npx aoi admin vapid-keys ${act}`, { server, machine: 'server' }).next('publicKey')
}

test('A person’s Firefox keeps its group while it is off, after a new VAPID key, and until they leave', async ({
  server,
  person,
}) => {
  await withJourney({ server, person }, async (journey) => {
    for (const title of ['first', 'second', 'third']) await journey.confirmed(await journey.send(title))
    const elsewhere = await journey.visit('/sign-in')
    expect(await elsewhere.evaluate(listRinging)).toEqual(['Door: 3 new messages'])

    // Offline: the vendor keeps the messages. One is over before the browser returns.
    await journey.close()
    const kept = [await journey.send('fourth'), await journey.send('fifth')]
    const over = await journey.send('too late', 2)
    await expect.poll(() => journey.statusOf(over), PATIENCE).toMatchObject({ acked: 0, expired: 1 })
    await journey.open()
    await journey.confirmed(...kept)

    // Rotation: the page moves its subscription to the new key.
    const { publicKey } = await vapidKeys(server, 'rotate')
    const tab = await journey.visit('/inbox')
    await expect.poll(() => titlesOn(tab), PATIENCE).toEqual(['fifth', 'fourth', 'third', 'second', 'first'])
    await expect
      .poll(() => vapidKeys(server, 'list'), PATIENCE)
      .toMatchObject({ publicKey, current: true, subscriptions: 1 })
    await tab.close()
    await journey.confirmed(await journey.send('by the new key'))

    const last = await journey.visit('/inbox')
    await expect.poll(() => titlesOn(last), PATIENCE).toHaveLength(6)
    await press(last, 'Mark all as read')
    await press(last, 'Door')
    await press(last, 'Leave the group')
    await press(last, 'Leave')
    await expect.poll(() => textOf(last), PATIENCE).toContain('This inbox has no group yet')
    expect(await journey.statusOf(await journey.send('to nobody'))).toMatchObject({ recipients: 0 })
  })
})

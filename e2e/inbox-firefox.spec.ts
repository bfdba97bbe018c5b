import { titlesOn, VENDOR_ALLOWED, withJourney } from './firefox-journey.ts'
import { PATIENCE, textOf } from './firefox-tab.ts'
import { expect, test } from './fixtures.ts'

test.use({ signedIn: false, settings: VENDOR_ALLOWED })

test('A person’s Firefox gets a message by another AOI Server as its push service, and shows it once', async ({
  server,
  person,
}) => {
  await withJourney({ server, person }, async (journey) => {
    await journey.confirmed(await journey.send('Door open'))
    const tab = await journey.visit('/inbox')
    await expect.poll(() => textOf(tab), PATIENCE).toContain('Confirmed to the sender at')
    expect(await titlesOn(tab)).toEqual(['Door open'])
  })
})

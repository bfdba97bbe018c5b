import { PUSH_SOCKET_PATH } from '../protocol/push-socket-path.ts'
import { FirefoxProfile } from '../server/testing/firefox.ts'
import { PATIENCE, press, textOf } from './firefox-tab.ts'
import { expect, test } from './fixtures.ts'
import { listRinging } from './inbox-page.ts'
import { OPERATOR } from './operator.ts'
import { startServer } from './test-server.ts'

test.use({ signedIn: false })

const CLICKS = 8

test('A new user goes from the start of a server to a ringing inbox in another browser in eight clicks', async ({
  page,
  server: vendor,
}) => {
  // The other browser and its vendor exist before the server does.
  const profile = await FirefoxProfile.make(`${vendor.url.replace('http', 'ws')}${PUSH_SOCKET_PATH}`)
  const firefox = await profile.open()
  const startedAt = performance.now()
  const server = await startServer({ AOI_OUTBOUND_ALLOW: 'localhost' })
  let clicks = 0
  const click = async (name: string | RegExp, role: 'button' | 'link' = 'button') => {
    clicks += 1
    await page.getByRole(role, { name, exact: true }).click()
  }
  try {
    await page.goto(`${server.url}/setup`)
    await page.getByLabel('Setup code').fill(server.setupCode)
    await page.getByLabel('Your name').fill(OPERATOR.name)
    await page.getByLabel('E-mail').fill(OPERATOR.email)
    await page.getByLabel('Password').fill(OPERATOR.password)
    await click('Set up this server')
    await click('Invite by link…')
    await page.getByLabel('Client Application').fill('com.example.door')
    await page.getByLabel('Name of the group').fill('Front door')
    await click('Make the link')
    const link = await page.locator('[data-dialog=invite] code').textContent()

    const tab = await firefox.newPage()
    await tab.goto(link ?? '')
    for (const label of ['Join', 'Let messages ring']) {
      clicks += 1
      await press(tab, label)
    }
    await expect.poll(() => textOf(tab), PATIENCE).toContain('Messages ring while this page is closed')
    // The inbox is closed now.
    await tab.goto(`${server.url}/sign-in`)

    await click('Write to the group', 'link')
    await page.getByLabel('Title').fill('Door open')
    await click('Send …')
    await click('Send to 1 recipient')
    await expect.poll(() => tab.evaluate(listRinging), PATIENCE).toEqual(['Door open'])
  } finally {
    await profile.remove()
    await server.remove()
  }
  const seconds = (performance.now() - startedAt) / 1000
  console.log(`from the start of a server to a ringing inbox: ${seconds.toFixed(1)} s, ${clicks} clicks`)
  expect(clicks).toBeLessThanOrEqual(CLICKS)
})

import webpush from 'web-push'
import { PUSH_SOCKET_PATH } from '../protocol/push-socket-path.ts'
import { FirefoxProfile } from '../server/testing/firefox.ts'
import { PATIENCE, press, textOf } from './firefox-tab.ts'
import { expect, test } from './fixtures.ts'

test('A person’s own Firefox joins the group of a shared seed, and its worker decrypts the group’s messages', async ({
  page,
  context,
  server,
}) => {
  await page.goto('/demo')
  await page.getByRole('button', { name: 'Start the phones' }).click()
  const part = page.getByRole('region', { name: 'Send to the group by Web Push' })
  const subscription = JSON.parse((await part.locator('code').textContent(PATIENCE)) ?? '')
  const pushUrl = `${server.url.replace('http', 'ws')}${PUSH_SOCKET_PATH}`
  const profile = await FirefoxProfile.make(pushUrl)
  try {
    const firefox = await profile.open()
    const cookies = await context.cookies()
    await firefox.setCookie(
      ...cookies.map(({ name, value, domain, path }) => ({ name, value, domain, path })),
    )
    const tab = await firefox.newPage()
    await tab.goto(page.url())
    await press(tab, 'Join with this browser')
    await expect.poll(() => textOf(tab), PATIENCE).toContain('Member of the token')

    expect(await send(subscription, 'For all who have the seed')).toBe(201)
    await expect.poll(() => textOf(tab), PATIENCE).toContain('For all who have the seed')
    await expect(page.locator('[data-phone="A"]')).toContainText('For all who have the seed')

    await page.getByLabel('Text').fill('In clear, by an operator')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await expect(page.getByText('Sent to 4 recipients.')).toBeVisible()
    await expect.poll(() => textOf(tab), PATIENCE).toContain('In clear, by an operator')

    await press(tab, 'Leave the group')
    await expect.poll(() => textOf(tab), PATIENCE).not.toContain('Member of the token')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await expect(page.getByText('Sent to 3 recipients.')).toBeVisible()
  } finally {
    await profile.remove()
  }
})

/** Encrypts for the group and sends, as any application server does. */
async function send(subscription: webpush.PushSubscription, text: string): Promise<number> {
  const vapidDetails = { subject: 'mailto:sender@example.com', ...webpush.generateVAPIDKeys() }
  const details = webpush.generateRequestDetails(subscription, text, { TTL: 60, vapidDetails })
  const { 'Content-Length': _, ...headers } = details.headers
  const posted = await fetch(details.endpoint, {
    ...{ method: 'POST', headers: headers as Record<string, string> },
    body: new Uint8Array(details.body ?? []),
  })
  return posted.status
}

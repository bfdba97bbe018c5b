import { openSmtpReceiver, type SmtpReceiver } from '../server/testing/mail/smtp-receiver.ts'
import { Actions } from './actions.ts'
import { test as base, expect } from './fixtures.ts'
import { findViolations, LOOKS, wear } from './looks.ts'

const test = base.extend<{ mail: SmtpReceiver }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from this pattern
  mail: async ({}, use) => {
    const mail = await openSmtpReceiver()
    await use(mail)
    await mail.close()
  },
  settings: ({ mail }, use) => use({ AOI_SMTP_URL: mail.url, AOI_MAIL_FROM: 'aoi@example.com' }),
})

const COLLEAGUE = { email: 'grace@example.com', name: 'Grace', password: 'a password of Grace' }

/** Waits for a mail, and returns the link in it. */
async function readLink(mail: SmtpReceiver): Promise<string> {
  await expect.poll(() => mail.received.length).toBeGreaterThan(0)
  const text = (mail.received.pop()?.text ?? '').replaceAll('=\n', '').replaceAll('=3D', '=')
  return /http\S+#[\w-]+/.exec(text)?.[0] ?? ''
}

test('An admin adds a colleague by mail in five actions, who later gets a new password by mail', async ({
  page,
  browser,
  server,
  mail,
}) => {
  mail.answer = '451 try later'
  const actions = new Actions('add a colleague with a role by mail')
  await actions.do('the operators', () => page.goto('/settings/operators'))
  const form = page.getByRole('region', { name: 'Invite an operator' })
  await actions.do('the address', () => form.getByLabel('E-mail').fill(COLLEAGUE.email))
  await actions.do('the role', () => form.getByLabel('Role').selectOption('operator'))
  await actions.do('send', () => form.getByRole('button', { name: 'Send invitation' }).click())
  const failure = form.getByRole('alert').filter({ hasText: COLLEAGUE.email })
  await expect(failure).toContainText('SMTP 451')
  for (const look of LOOKS) {
    await wear(page, look)
    expect(await findViolations(page, look.rules), look.name).toEqual([])
  }
  mail.answer = '250 OK'
  await actions.do('send again', () => failure.getByRole('button', { name: 'Send again' }).click())
  await expect(page.getByText(`on its way to ${COLLEAGUE.email}`)).toBeVisible()
  actions.end(5)

  const elsewhere = await browser.newContext({ baseURL: server.url })
  const grace = await elsewhere.newPage()
  await grace.goto(await readLink(mail))
  await grace.getByLabel('Your name').fill(COLLEAGUE.name)
  await grace.getByLabel('Password').fill(COLLEAGUE.password)
  await grace.getByRole('button', { name: 'Accept invitation' }).click()
  await expect(grace.getByRole('heading', { level: 1 })).toHaveText('Overview')

  await elsewhere.clearCookies()
  await grace.goto('/sign-in')
  await grace.getByRole('link', { name: 'Forgot your password?' }).click()
  await expect(grace.getByRole('heading', { name: 'New password' })).toBeVisible()
  await grace.getByLabel('E-mail').fill(COLLEAGUE.email)
  await grace.getByRole('button', { name: 'Send the link' }).click()
  await expect(grace.getByText('Look into your mailbox')).toBeVisible()
  expect(await findViolations(grace)).toEqual([])
  const opened = await elsewhere.newPage()
  await opened.goto(await readLink(mail))
  await opened.getByLabel('New password').fill('another password of Grace')
  expect(await findViolations(opened)).toEqual([])
  await opened.getByRole('button', { name: 'Set password' }).click()
  await opened.getByRole('link', { name: 'Sign in' }).click()
  await expect(opened.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await opened.getByLabel('E-mail').fill(COLLEAGUE.email)
  await opened.getByLabel('Password').fill('another password of Grace')
  await opened.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(opened.getByRole('heading', { level: 1 })).toHaveText('Overview')
  await elsewhere.close()
})

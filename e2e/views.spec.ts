import { randomUUID } from 'node:crypto'
import { expect, test } from './fixtures.ts'
import { findViolations, LOOKS, wear } from './looks.ts'
import { OPERATOR, signIn } from './operator.ts'
import { Caller, registerMember } from './seed.ts'

test.use({ shares: true })

test('An operator saves a view of a list, which opens with it elsewhere, and is told of parts that are gone', async ({
  page,
  context,
  server,
  browser,
}) => {
  const application = `views-${randomUUID().slice(0, 8)}`
  await registerMember(server, application)
  await page.goto(`/tokens?applicationName=${application}`)
  await page.getByRole('button', { name: 'Views…' }).click()
  const dialog = page.locator('[data-dialog=views]')
  await expect(dialog.getByLabel('Name of the view')).toBeFocused()
  // The order, the visibility and the width of columns, by keyboard alone.
  await dialog.getByRole('button', { name: 'Move Members to the left' }).press('Enter')
  await dialog.getByRole('checkbox', { name: 'Show Kind' }).press('Space')
  await dialog.getByLabel('Width of Members').selectOption('wide')
  for (const look of LOOKS) {
    await wear(page, look)
    expect(await findViolations(page, look.rules), look.name).toEqual([])
    if (process.env.SHOTS)
      await page.screenshot({ path: `${process.env.SHOTS}/views-${look.width}-${look.colorScheme}.png` })
  }
  await dialog.getByLabel('Name of the view').fill(application)
  await dialog.getByRole('checkbox', { name: 'The list opens with it' }).first().check()
  await dialog.getByRole('button', { name: 'Save view' }).click()
  await expect(dialog.getByRole('button', { name: `Use the view ${application}` })).toBeVisible()
  await page.keyboard.press('Escape')

  // Another browser of the same operator has no look of its own.
  const elsewhere = await browser.newContext({ baseURL: server.url })
  await signIn(elsewhere.request, { server, operator: OPERATOR })
  const other = await elsewhere.newPage()
  const reads: string[] = []
  other.on('request', (request) => {
    if (/\/api\/dashboard\/tokens\b/.test(request.url())) reads.push(request.url())
  })
  await other.goto('/tokens')
  await other.waitForURL(new RegExp(`applicationName=${application}`))
  await expect(other.getByRole('columnheader').first()).toHaveText('Fingerprint')
  await expect(other.getByRole('columnheader', { name: 'Kind', exact: true })).toHaveCount(0)
  // The list was read as the view says from the beginning.
  expect(reads.filter((url) => !url.includes(application))).toEqual([])
  await elsewhere.close()

  const admin = await Caller.of(context, server)
  const look = { hidden: ['mood'], order: [], widths: {}, density: 'calm' }
  const old = { list: 'tokens', name: `${application}-old`, shared: false, isDefault: false, look }
  await admin.call({ path: '/api/dashboard/views', body: { ...old, params: { colour: 'red' } } })
  await page.goto('/tokens?members=some')
  await page.getByRole('button', { name: 'Views…' }).click()
  await dialog.getByRole('button', { name: `Use the view ${application}-old` }).click()
  await expect(page.getByText('so they are ignored: mood, colour')).toBeVisible()
  const { views } = await admin.call<{ views: { id: string }[] }>({
    path: '/api/dashboard/views?list=tokens',
  })
  for (const { id } of views) await admin.call({ path: `/api/dashboard/views/${id}/remove`, method: 'POST' })
})

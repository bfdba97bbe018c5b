import { randomUUID } from 'node:crypto'
import { Actions } from './actions.ts'
import { pressEscape } from './escape.ts'
import { expect, test } from './fixtures.ts'
import { findViolations, LOOKS, wear } from './looks.ts'
import { Caller, registerMember, sendByKey } from './seed.ts'

test.use({ shares: true })

test('An operator on a phone finds a device by a word of its name, by keyboard alone', async ({
  page,
  server,
}) => {
  const application = `search-${randomUUID()}`
  const word = randomUUID().slice(0, 8)
  const { aoiClientId } = await registerMember(server, application, `Kitchen tablet ${word}`)
  await wear(page, LOOKS[2])
  await page.goto('/audit')
  const field = page.getByRole('button', { name: 'Search' })
  await expect(field).toBeVisible()
  await expect(page.locator('[data-dashboard=ready]')).toBeVisible()
  await field.focus()
  await page.keyboard.press('Enter')
  const palette = page.locator('[data-dialog=palette]')
  await expect(palette.getByRole('combobox')).toBeFocused()
  await page.keyboard.type(`tablet ${word}`)
  const hit = palette.getByRole('option', { name: `Kitchen tablet ${word}` })
  await expect(hit).toContainText('start of a word in the name')
  await expect(hit).toHaveAttribute('aria-selected', 'true')
  for (const look of LOOKS) {
    await wear(page, look)
    expect(await findViolations(page, look.rules), look.name).toEqual([])
    if (process.env.SHOTS)
      await page.screenshot({ path: `${process.env.SHOTS}/search-${look.width}-${look.colorScheme}.png` })
  }
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/aoi-clients/${aoiClientId}`))

  await page.keyboard.press('Control+k')
  await page.keyboard.type(application)
  await expect(palette.getByRole('group', { name: 'Applications' })).toContainText(application)
  await expect(palette.getByRole('status')).toHaveText(/^\d+ results?$/)
  await pressEscape(page, (soon) => soon(palette).toHaveCount(0))
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
})

test('An operator finds a notification by a word in its text in two actions', async ({
  page,
  context,
  server,
}) => {
  const application = `texts-${randomUUID().slice(0, 8)}`
  const { clientAppToken } = await registerMember(server, application)
  const admin = await Caller.of(context, server)
  const { key = '' } = await admin.call({
    path: '/api/dashboard/api-keys',
    body: { name: `${application}-sender`, grants: [application] },
  })
  const word = `Überdruck${randomUUID().slice(0, 8)}`
  const text = `<b>${word}</b> in the boiler`
  const id = await sendByKey(server, { key, clientAppToken, text })
  await page.goto('/audit')
  await expect(page.locator('[data-dashboard=ready]')).toBeVisible()
  const palette = page.locator('[data-dialog=palette]')
  const hit = palette.getByRole('group', { name: 'Notifications by their text' }).getByRole('option')
  const actions = new Actions('find a notification by a word in its text')
  await actions.do('Ctrl K', () => page.keyboard.press('Control+k'))
  await actions.do('type the word', () => palette.getByRole('combobox').fill(word.toLowerCase()))
  await expect(hit).toContainText(text)
  await expect(hit).toContainText('start of a word in the title')
  actions.end(2)
  for (const look of LOOKS) {
    await wear(page, look)
    expect(await findViolations(page, look.rules), look.name).toEqual([])
    if (process.env.SHOTS)
      await page.screenshot({ path: `${process.env.SHOTS}/text-${look.width}-${look.colorScheme}.png` })
  }
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/notifications/${id}`))
})

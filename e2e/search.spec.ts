import { randomUUID } from 'node:crypto'
import { pressEscape } from './escape.ts'
import { expect, test } from './fixtures.ts'
import { findViolations, LOOKS, wear } from './looks.ts'
import { registerMember } from './seed.ts'

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
    expect(await findViolations(page), look.name).toEqual([])
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

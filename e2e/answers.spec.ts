import { expect, test } from './fixtures.ts'

test.use({ shares: true })

test('An operator follows a figure to its rows, and finds the recipients and times of a notification', async ({
  page,
  person,
}) => {
  const [phone, tablet] = [await person.listen('phone'), await person.listen('tablet')]
  const key = await person.createKey()
  await tablet.command.stop()
  await person.send({ key, token: phone.token })
  await page.goto('/')

  await page.getByRole('link', { name: 'AOI Clients', exact: true }).last().click()
  await page.waitForURL(/\/aoi-clients\?online=true/)
  await expect(page.locator('tbody tr')).toHaveCount(1)
  await page.locator('[data-row-link]').first().click()
  const recorder = page.getByRole('region', { name: 'Flight recorder' })
  await expect(recorder.getByText('still connected')).toBeVisible()
  await expect(recorder.getByRole('row', { name: /acked/ })).toHaveCount(1)
  await recorder.getByRole('link', { name: 'Day' }).click()
  await expect(page).toHaveURL(/window=day/)
  await expect(recorder.getByRole('row', { name: /acked/ })).toHaveCount(1)
})

test('An operator shares a filtered list of a notification’s recipients', async ({ page, person }) => {
  const [phone, tablet] = [await person.listen('phone'), await person.listen('tablet')]
  const key = await person.createKey()
  await tablet.command.stop()
  await person.send({ key, token: phone.token })
  await page.goto('/notifications')
  await page.locator('a[href^="/notifications/0"]').first().click()
  await expect(page.locator('[data-outcome="waiting"]')).toHaveText('1')
  await page.getByRole('button', { name: /waiting/ }).click()
  await expect(page).toHaveURL(/outcome=waiting/)

  await page.reload()
  await expect(page.getByRole('button', { name: /waiting/ })).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByText('1 found')).toBeVisible()
  const shared = await page.context().newPage()
  await shared.goto(page.url())
  await expect(shared.getByText('1 found')).toBeVisible()
})

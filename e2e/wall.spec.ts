import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

test.use({ shares: true })

/** The middle of the last filled bar on the canvas, in pixels of the page; undefined without a bar. */
function findBar(page: Page): Promise<{ x: number; y: number } | undefined> {
  return page.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { width, height } = canvas
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? []
    const { left, top } = canvas.getBoundingClientRect()
    for (let x = width - 1; x >= 0; x -= 1)
      for (let y = height - 1; y >= 0; y -= 1)
        if ((pixels[(y * width + x) * 4 + 3] ?? 0) === 255)
          return { x: left + x / devicePixelRatio - 4, y: top + y / devicePixelRatio - 2 }
    return undefined
  })
}

test('An operator sees bars appear on the wall and fill, pauses it, and opens the notification of a bar', async ({
  page,
  person,
}) => {
  const { token } = await person.listen('phone')
  const key = await person.createKey()
  await page.goto(`/live?search=${person.application}`)
  await expect(page.getByText('No notifications in the last seconds')).toBeVisible()
  await person.send({ key, token })
  // The list says in words what the canvas shows.
  const lane = page.getByRole('list', { name: 'Lanes' }).getByRole('listitem')
  await expect(lane).toContainText(person.application)
  await expect(lane).toContainText('100% of 1 recipient in the last seconds acknowledged')
  await expect(lane).toContainText(/Backlog0Members online1/)
  await expect.poll(() => findBar(page)).toBeDefined()

  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByText('Paused: not live since')).toBeVisible()
  const bar = await findBar(page)
  await person.send({ key, token })
  await expect(lane).toContainText('of 1 recipient in')
  expect(await findBar(page)).toEqual(bar)
  await page.mouse.click(bar?.x ?? 0, bar?.y ?? 0)
  await page.waitForURL(/\/notifications\/[0-9a-f-]{36}/)
})

test('A display shows the wall without the frame of the dashboard, and Escape brings the frame back', async ({
  page,
}) => {
  await page.goto('/live?unit=token&display=full')
  await expect(page.getByRole('heading', { name: 'Wall' })).toBeVisible()
  await expect(page.getByRole('navigation')).toHaveCount(0)
  await page.locator('[data-dashboard=ready]').waitFor()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'A lane for each' })).toHaveValue('token')
})

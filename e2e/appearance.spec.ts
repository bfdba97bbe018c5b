import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

const LOOKS = [
  { name: 'light-1440', colorScheme: 'light', width: 1440 },
  { name: 'dark-1440', colorScheme: 'dark', width: 1440 },
  { name: 'light-390', colorScheme: 'light', width: 390 },
  { name: 'dark-390', colorScheme: 'dark', width: 390 },
] as const

/** Runs axe in light and dark, wide and on a phone, and keeps a picture of each. */
async function expectAccessible(page: Page, state: string): Promise<void> {
  for (const { name, colorScheme, width } of LOOKS) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 900 })
    await page.screenshot({ path: test.info().outputPath(`${state}-${name}.png`), fullPage: true })
    const { violations } = await new AxeBuilder({ page }).withTags(STANDARD).analyze()
    const found = violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))
    expect({ name, found }).toEqual({ name, found: [] })
  }
}

test.describe('A person who cannot see well', () => {
  test.setTimeout(120_000)

  test('reads the page of an empty server, and of one that stopped', async ({ page, server }) => {
    await page.goto('/')
    await expect(page.getByText('Live, last updated')).toBeVisible()
    await expectAccessible(page, 'empty')
    await server.stop()
    await expect(page.getByText('The server does not answer')).toBeVisible()
    await expectAccessible(page, 'stopped')
  })

  test('reads the page of a busy server', async ({ page, person }) => {
    const [phone, tablet] = [await person.listen('phone'), await person.listen('tablet')]
    const key = await person.createKey()
    await tablet.command.stop()
    await person.send({ key, token: phone.token })
    await page.goto('/')
    await expect(page.getByRole('img', { name: '1 of 2 acked, 1 pending' })).toBeVisible()
    await expectAccessible(page, 'busy')
  })
})

test('A person who enlarges the page to 400 % scrolls in one direction only', async ({ page, person }) => {
  await page.setViewportSize({ width: 320, height: 640 })
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  await page.goto('/')
  expect(await overflow()).toBeLessThanOrEqual(0)
  const { token } = await person.listen('phone')
  await person.send({ key: await person.createKey(), token })
  await expect(page.getByRole('row', { name: 'demo' })).toBeVisible()
  expect(await overflow()).toBeLessThanOrEqual(0)
})

test('A person keeps the theme they chose, from the first byte of the next visit', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto('/')
  const kept = page.waitForResponse((response) => response.url().includes('/theme'))
  await page.getByRole('button', { name: 'Dark' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await kept

  const again = await page.goto('/')
  expect(await again?.text()).toContain('data-theme="dark"')
  await expect(page.getByRole('button', { name: 'Dark' })).toHaveAttribute('aria-pressed', 'true')
})

test('A person reaches every control by keyboard, the way past the navigation first', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('button', { name: /^Copy/ })).toHaveCount(3)
  const reached: string[] = []
  for (let press = 0; press < 45; press += 1) {
    await page.keyboard.press('Tab')
    reached.push(await page.evaluate(() => document.activeElement?.textContent ?? ''))
  }
  expect(reached[0]).toBe('Skip to the page')
  for (const name of ['Notifications', 'Settings', 'Dark', 'Sign out', 'Pause'])
    expect(reached).toContain(name)
  expect(reached.filter((text) => text.startsWith('Copy'))).toHaveLength(3)
})

test.describe('without motion', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } })

  test('A person who asked for less motion sees rows arrive without any', async ({ page, person }) => {
    await page.goto('/')
    const { token } = await person.listen('phone')
    await person.send({ key: await person.createKey(), token })
    await expect(page.getByRole('row', { name: 'demo' })).toHaveCSS('animation-name', 'none')
  })
})

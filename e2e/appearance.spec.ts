import { expect, test } from './fixtures.ts'
import { findViolations, LOOKS, wear } from './looks.ts'

test.describe('on an empty server', () => {
  test.use({ shares: 'empty' })

  test('A person reaches every control by keyboard, beginning with the link past the navigation', async ({
    page,
  }) => {
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

  test('A person with low vision reads the page of an empty server, and of a stopped one', async ({
    page,
    server,
  }) => {
    const findAll = async () => {
      const found: object[] = []
      for (const look of LOOKS) {
        await wear(page, look)
        found.push(...(await findViolations(page)))
      }
      return found
    }
    await page.goto('/')
    await expect(page.getByText('Live', { exact: true })).toBeVisible()
    expect(await findAll()).toEqual([])
    await wear(page, LOOKS[0])
    await page.getByRole('button', { name: 'Contrast' }).click()
    expect(await findAll()).toEqual([])
    await server.stop()
    await expect(page.getByText('The server does not answer')).toBeVisible()
    expect(await findAll()).toEqual([])
  })
})

test.describe('on a server in use', () => {
  test.use({ shares: true })

  test('A person who enlarges the page to 400 % scrolls in one direction only', async ({ page, person }) => {
    await page.setViewportSize({ width: 320, height: 640 })
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    await page.goto('/')
    expect(await overflow()).toBeLessThanOrEqual(0)
    const { token } = await person.listen('phone')
    await person.send({ key: await person.createKey(), token })
    await expect(page.getByRole('row', { name: person.application })).toBeVisible()
    expect(await overflow()).toBeLessThanOrEqual(0)
  })

  test('A person keeps the chosen theme from the first byte of the next visit', async ({ page }) => {
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
})

test.describe('without motion', () => {
  test.use({ shares: true, contextOptions: { reducedMotion: 'reduce' } })

  test('A person with reduced motion sees new rows appear without movement', async ({ page, person }) => {
    await page.goto('/')
    const { token } = await person.listen('phone')
    await person.send({ key: await person.createKey(), token })
    await expect(page.getByRole('row', { name: person.application })).toHaveCSS('animation-name', 'none')
  })
})

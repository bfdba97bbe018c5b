import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { Caller } from './seed.ts'

const OUTCOMES = ['acked', 'sent', 'pending', 'waiting', 'expired', 'revoked', 'pushed']

/** Reads all counts of the page at one moment: a live frame may come between two reads. */
async function readCounts(page: Page): Promise<Record<string, number>> {
  await expect(page.locator('[data-outcome]')).toHaveCount(OUTCOMES.length)
  const texts = await page.evaluate(
    (outcomes) =>
      outcomes.map((outcome) => document.querySelector(`[data-outcome="${outcome}"]`)?.textContent ?? ''),
    OUTCOMES,
  )
  return Object.fromEntries(
    OUTCOMES.map((outcome, place) => [outcome, Number((texts[place] ?? '').replaceAll(',', ''))]),
  )
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}

async function simulate(page: Page, recipients: number): Promise<void> {
  await page.goto('/demo')
  await page.locator('select[name=recipients]').selectOption(String(recipients))
  await page.getByRole('button', { name: 'Simulate', exact: true }).click()
  await page.waitForURL(/\/notifications\//, { timeout: 120_000 })
  await expect(page.getByText('Simulated: no real AOI Client has it')).toBeVisible()
}

test.describe('on a server in use', () => {
  test.use({ shares: true })

  test('An operator watches 4,000 recipients while the server restarts, and sees the same totals', async ({
    page,
    server,
  }) => {
    await simulate(page, 4000)
    await expect(async () => expect((await readCounts(page)).acked).toBeGreaterThan(400)).toPass()
    expect(sum(await readCounts(page))).toBe(4000)

    await expect(page.getByText('Live', { exact: true })).toBeVisible()
    await server.stop()
    await expect(page.getByText('Not live')).toBeVisible()
    await server.restart()
    await expect(page.getByText('Live', { exact: true })).toBeVisible()
    await expect(async () => {
      // The simulated recipients ended with the process, so the rest is `waiting`.
      const counts = await readCounts(page)
      expect(counts).toMatchObject({ sent: 0, pending: 0 })
      expect(sum(counts)).toBe(4000)
    }).toPass()
    const live = await readCounts(page)
    await page.reload()
    await expect(page.locator('[data-outcome="acked"]')).toBeVisible()
    expect(await readCounts(page)).toEqual(live)
  })

  test('An operator asks why a recipient has no notification, filters by outcome, and finds it by id', async ({
    page,
    person,
  }) => {
    const [phone, tablet] = [await person.listen('phone'), await person.listen('tablet')]
    const key = await person.createKey()
    await tablet.command.stop()
    await person.send({ key, token: phone.token })
    await page.goto('/notifications')
    await page.locator('a[href^="/notifications/0"]').first().click()
    await page.waitForURL(/\/notifications\/[0-9a-f-]{36}/)
    await expect(page.locator('[data-outcome="waiting"]')).toHaveText('1')
    await expect(page.locator('[data-outcome="acked"]')).toHaveText('1')

    await page.getByRole('button', { name: /waiting/ }).click()
    await expect(page.getByText('1 found')).toBeVisible()
    await page.getByRole('button', { name: /^Explain ac_/ }).click()
    await expect(page.getByText('Not yet: the AOI Client is offline')).toBeVisible()
    await expect(page.locator('[aria-current="step"]')).toContainText('connected')

    await person.listen(tablet.machine)
    await expect(page.getByText('Delivered: the AOI Client acknowledged the notification.')).toBeVisible()
    await expect(page.locator('[data-outcome="acked"]')).toHaveText('2')

    await page.getByLabel('AOI Client', { exact: true }).fill(`ac_${'x'.repeat(22)}`)
    await page.getByRole('button', { name: 'Explain', exact: true }).click()
    await expect(page.getByText('this server has no AOI Client with this ID')).toBeVisible()
  })

  test('An operator sends a cancelled notification again, only to the recipient without it', async ({
    page,
    person,
  }) => {
    const [phone, tablet] = [await person.listen('phone'), await person.listen('tablet')]
    await tablet.command.stop()
    await person.send({ key: await person.createKey(), token: phone.token })
    await page.goto('/notifications')
    await page.locator('a[href^="/notifications/0"]').first().click()
    await expect(page.locator('[data-outcome="acked"]')).toHaveText('1')
    await page.getByRole('button', { name: 'Cancel for pending recipients…' }).click()
    await confirm(page, 'Cancel 1')
    await page.getByRole('button', { name: 'Send again to recipients without it…' }).click()
    await confirm(page, 'Send 1 again')

    await person.listen(tablet.machine)
    await page.goto('/notifications')
    await page.locator('a[href^="/notifications/0"]').first().click()
    await expect(page.getByText('resend of')).toBeVisible()
    await expect(page.locator('[data-outcome="acked"]')).toHaveText('1')
    await expect(page.getByText('1 recipient').first()).toBeVisible()
  })
})

async function confirm(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason, for the audit').fill('they asked for it')
  await dialog.getByRole('button', { name, exact: true }).click()
  await expect(dialog).toBeHidden()
}

test.describe('with one pixel for each recipient', () => {
  test.use({ shares: true })

  test('An operator moves through recipients of one pixel each, and freezes the picture', async ({
    page,
    context,
    server,
  }) => {
    const admin = await Caller.of(context, server)
    const { notificationId } = await admin.call({
      path: '/api/dashboard/simulations',
      body: { recipients: 4001 },
    })
    await page.goto(`/notifications/${notificationId}`)
    const pixels = page.getByRole('slider', { name: '4,001 recipients' })
    await pixels.focus()
    for (let press = 0; press < 20; press += 1) await page.keyboard.press('ArrowRight')
    await expect(page.getByText(/^Recipient 21: /)).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('list').filter({ hasText: 'notification accepted' })).toBeVisible()
    expect(sum(await readCounts(page))).toBe(4001)

    await page.getByRole('button', { name: 'Pause' }).click()
    const firstPixel = () =>
      pixels.evaluate((canvas: HTMLCanvasElement) => [
        ...(canvas.getContext('2d')?.getImageData(0, 0, 1, 1).data ?? []),
      ])
    const before = await firstPixel()
    await page.getByRole('button', { name: 'Dark' }).click()
    await expect.poll(firstPixel).not.toEqual(before)
  })
})

import type { Page } from '@playwright/test'
import { expect } from './fixtures.ts'

const soon = expect.configure({ timeout: 10_000 })

/**
 * Presses Escape, and presses it again while `hasWorked` fails. A dialog that has just opened is visible and has the
 * focus a moment before it handles Escape. A press too soon after one that works slowly would close the dialog below.
 */
export async function pressEscape(
  page: Page,
  hasWorked: (expectSoon: typeof soon) => Promise<void>,
): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('Escape')
    await hasWorked(soon)
  }).toPass()
}

import type { Page } from 'puppeteer-core'

/** How long a stock Firefox may take for a step: its push service reconnects by itself. */
export const PATIENCE = { timeout: 60_000 }

/** The text of the page. */
export function textOf(tab: Page): Promise<string> {
  return tab.evaluate(() => document.querySelector('main')?.textContent ?? '')
}

/** Presses the button with this name. */
export async function press(tab: Page, label: string): Promise<void> {
  await tab.locator(`::-p-aria([name="${label}"][role="button"])`).click()
}

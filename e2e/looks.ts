import type { Page } from '@playwright/test'
import axe from 'axe-core'

const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** The rules of axe whose outcome depends on colours. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']

/**
 * Themes and sizes in which people see pages. `in dark` follows `in light` and differs in colours alone, so only rules
 * about colours can have another outcome there.
 */
export const LOOKS = [
  { name: 'in light', colorScheme: 'light', width: 1440, rules: STANDARD },
  { name: 'in dark', colorScheme: 'dark', width: 1440, rules: COLOUR_RULES },
  { name: 'on a phone', colorScheme: 'light', width: 390, rules: STANDARD },
] as const
export type Look = (typeof LOOKS)[number]

export async function wear(page: Page, { colorScheme, width }: Look): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await page.setViewportSize({ width, height: 900 })
}

/**
 * Returns the faults that axe (WCAG 2.2 AA) finds on the page, frames that it would miss, and overflow beyond the
 * window. Axe runs within the page, names no selectors and returns only the faults. The builder for Playwright returns
 * every rule with every element and asks frame by frame, which takes twice as long.
 */
export async function findViolations(page: Page, rules: readonly string[] = STANDARD): Promise<object[]> {
  const ready = await page.evaluate(() => Reflect.has(window, 'axe'))
  if (!ready) await page.evaluate(axe.source)
  return page.evaluate(
    async (runOnly) => {
      const { run } = Reflect.get(window, 'axe') as typeof axe
      const { violations, passes } = await run(document, {
        runOnly,
        resultTypes: ['violations'],
        selectors: false,
      })
      if (passes.length === 0) throw new Error('axe has found nothing to look at')
      const found: object[] = violations.map(({ id, nodes }) => ({
        id,
        nodes: nodes.map(({ html }) => html),
      }))
      const frames = document.querySelectorAll('iframe, frame').length
      const overflow = document.documentElement.scrollWidth - window.innerWidth
      return [...found, ...(frames > 0 ? [{ frames }] : []), ...(overflow > 0 ? [{ overflow }] : [])]
    },
    [...rules],
  )
}

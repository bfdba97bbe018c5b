import type { Page } from '@playwright/test'

const WORK = ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration']

/**
 * Returns a function that reads the CPU milliseconds of the page's main thread so far, for scripts, style and layout.
 * Wall-clock time would include the server and the recipients, which share the machine.
 */
export async function openMeter(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    const work = metrics.filter(({ name }) => WORK.includes(name))
    return work.reduce((sum, { value }) => sum + value, 0) * 1000
  }
}

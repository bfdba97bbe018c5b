import { chromium } from '@playwright/test'
import { openMeter } from '../../e2e/main-thread.ts'
import { findChromium } from '../../scripts/test/chromium.ts'
import type { WallAnswer } from './run-wall.ts'

/** Milliseconds of the page's main thread for each frame of the feed, over parts of a few frames. */
export type BrowserCost = { parts: number[]; frames: number }

const PARTS = 8
const PART_MILLISECONDS = 2000

/** Opens the wall in Chromium and measures its main thread; undefined without a Chromium. */
export async function measureBrowser({ url, cookie }: WallAnswer): Promise<BrowserCost | undefined> {
  const found = findChromium()
  if (found === undefined) return undefined
  const browser = await chromium.launch({
    ...(found.own ? {} : { executablePath: found.path }),
    chromiumSandbox: process.getuid?.() !== 0,
  })
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 1400 } })
    await context.addCookies(
      cookie.split('; ').map((pair) => {
        const [name = '', ...value] = pair.split('=')
        return { name, value: value.join('='), url }
      }),
    )
    const page = await context.newPage()
    let frames = 0
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        if (String(payload).includes('"wall"')) frames += 1
      }),
    )
    await page.goto(`${url}/live?unit=token&simulated=true`)
    await page.getByRole('list', { name: 'Lanes' }).getByRole('listitem').nth(11).waitFor()
    const meter = await openMeter(page)
    const parts: number[] = []
    for (let part = 0; part < PARTS; part += 1) {
      const before = { worked: await meter(), frames }
      await page.waitForTimeout(PART_MILLISECONDS)
      parts.push(((await meter()) - before.worked) / Math.max(1, frames - before.frames))
    }
    return { parts, frames }
  } finally {
    await browser.close()
  }
}

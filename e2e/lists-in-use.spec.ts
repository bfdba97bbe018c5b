import { readdirSync, readFileSync } from 'node:fs'
import type { BrowserContext, Page } from '@playwright/test'
import { rowsToWalk, WALKS_WHOLE_TABLES } from '../server/testing/table-rows.ts'
import { expect, test } from './fixtures.ts'
import { fillLists, type Seeded } from './list-seed.ts'
import { LISTS } from './list-table.ts'
import { Caller, sendByKey } from './seed.ts'
import type { TestServer } from './test-server.ts'

const WIDTHS = rowsToWalk([320, 390, 768, 1024, 1440, 1920], (width) => [320, 768, 1440].includes(width))
const LEAST_TARGET = 24

// One server with full lists, in one worker.
test.use({ shares: 'full lists' })
test.describe.configure({ mode: 'default' })

let filled: Promise<Seeded> | undefined

/** Fills the lists of the shared server once. */
async function fill(context: BrowserContext, server: TestServer): Promise<Seeded> {
  filled ??= fillLists(server, await Caller.of(context, server))
  return filled
}

test('A person finds every list of the pages in the table of lists', async () => {
  const files = readdirSync('components', { recursive: true, encoding: 'utf8' })
  const shown = files
    .filter((file) => file.endsWith('.tsx') && !file.includes('.test.'))
    .flatMap((file) => [
      ...readFileSync(`components/${file}`, 'utf8').matchAll(/useList\(\{[\s\S]*?operation: '(\w+)'/g),
    ])
    .map(([, operation]) => operation)
  expect(shown.toSorted()).toEqual(LISTS.map(({ operation }) => operation).toSorted())
})

function pagesWithoutList({ notificationId }: Seeded): string[] {
  return ['/', '/settings', '/settings/operators', '/demo', '/start', `/notifications/${notificationId}`]
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true })

  test('A person reaches every check box and act of every list by finger: targets are 24 px and do not overlap', async ({
    page,
    context,
    server,
  }) => {
    const seeded = await fill(context, server)
    for (const { path, ticks } of LISTS) {
      await page.goto(path(seeded))
      await expect(page.locator('tbody [data-row]').first()).toBeVisible()
      await expect.soft(await findCrowded(page), path(seeded)).toEqual([])
      if (ticks !== true) continue
      const boxes = page.locator('[data-row-select]')
      await boxes.first().tap()
      await expect(boxes.first()).toBeChecked()
      const bar = page.getByRole('region', { name: 'Select' })
      await expect(bar.getByText('1 selected')).toBeVisible()
      for (const act of await bar.getByRole('button').all()) await act.click({ trial: true })
    }
  })
})

test('A person reads the longest names on every page without sideways scrolling, and reaches every button', async ({
  page,
  context,
  server,
}) => {
  const seeded = await fill(context, server)
  for (const path of [...LISTS.map((list) => list.path(seeded)), ...pagesWithoutList(seeded)]) {
    await page.goto(path)
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 })
      expect.soft(await findOverflow(page), `${path} at ${width} px`).toEqual([])
      expect.soft(await findBrokenWords(page), `broken words on ${path} at ${width} px`).toEqual([])
    }
  }
})

test('A person is told of unknown parameters in the address, and no row is shown, selected or exported', async ({
  page,
  context,
  server,
}) => {
  const seeded = await fill(context, server)
  const expectRefused = async (address: string, said: string) => {
    await page.goto(address)
    const alert = page.getByRole('alert').filter({ hasText: said })
    await expect(alert).toBeVisible()
    const section = page.locator('section').filter({ has: alert }).last()
    await expect(section.locator('tbody, input[type=checkbox]')).toHaveCount(0)
    await expect(page.getByRole('link', { name: 'NDJSON' })).toHaveCount(0)
    return alert
  }
  for (const [place, { path, wrong }] of LISTS.entries()) {
    const address = path(seeded)
    // Every list reads its address with the same function, so one of those with wrong values shows the rest.
    if (place === 0 || wrong === undefined || WALKS_WHOLE_TABLES) {
      const more = wrong?.name === 'cursor' ? '' : '&cursor=a&cursor=b'
      const alert = await expectRefused(`${address}?stranger=x${more}`, 'There is no parameter "stranger".')
      if (more !== '') await expect(alert).toContainText('"cursor" is given more than once.')
    }
    if (wrong !== undefined) await expectRefused(`${address}?${wrong.name}=${wrong.value}`, wrong.said)
    await page.getByRole('link', { name: 'Show the page without these parameters' }).click()
    await expect(page.locator('tbody [data-row]').first()).toBeVisible()
    await expect(page.getByRole('alert').filter({ hasText: 'does not understand' })).toHaveCount(0)
  }
  await page.goto('/live?stranger=x&unit=house')
  const alert = page.getByRole('alert').filter({ hasText: 'There is no parameter "stranger".' })
  await expect(alert).toContainText('"house" is not a value of "A lane for each".')
  await page.getByRole('link', { name: 'Show the page without these parameters' }).click()
  await expect(page.getByRole('combobox', { name: 'A lane for each' })).toBeVisible()
  // Unknown parameters change nothing on a page without a list, so it is shown as usual.
  for (const path of pagesWithoutList(seeded)) {
    await page.goto(path)
    // The page of the demo adds a section once its scripts run.
    await page.locator('[data-dashboard=ready]').waitFor()
    const shown = await page.getByRole('heading').allTextContents()
    await page.goto(`${path}?stranger=x&cursor=a&cursor=b`)
    await page.locator('[data-dashboard=ready]').waitFor()
    expect.soft(await page.getByRole('heading').allTextContents(), path).toEqual(shown)
    await expect.soft(page.getByRole('alert').filter({ hasText: /./ }), path).toHaveCount(0)
  }
})

test('A person keeps a focused row in its place while new rows arrive, and sees how many wait', async ({
  page,
  context,
  server,
}) => {
  const seeded = await fill(context, server)
  await page.goto('/notifications')
  await expect(page.getByText('Live', { exact: true })).toBeVisible()
  const first = page.locator('tbody [data-row]').first()
  const held = await first.getAttribute('data-row')
  const show = page.getByRole('button', { name: 'Show 2 new' })
  const hold: Record<string, () => Promise<void>> = {
    hovered: () => first.hover(),
    focused: () => first.locator('[data-row-link]').focus(),
    ticked: () => first.locator('[data-row-select]').check(),
  }
  for (const [name, begin] of Object.entries(hold)) {
    const before = await first.getAttribute('data-row')
    await begin()
    for (let count = 0; count < 2; count += 1) await send(server.url, seeded)
    await expect(show, name).toBeVisible()
    await expect(first, name).toHaveAttribute('data-row', before ?? '')
    // Without the pointer and the focus: moving them away lets the rows in as well, and takes the button away.
    await show.dispatchEvent('click')
    await expect(first, name).not.toHaveAttribute('data-row', before ?? '')
  }
  expect(await first.getAttribute('data-row')).not.toBe(held)
})

test('A person whose clock is three days off sees ages by the server’s clock, and keys that are still valid', async ({
  page,
  context,
  server,
}) => {
  const admin = await Caller.of(context, server)
  const seeded = await fill(context, server)
  await admin.call({
    path: '/api/dashboard/api-keys',
    body: { name: 'short-lived', grants: ['com.example.news'], ttlSeconds: 86_400 },
  })
  await page.clock.setSystemTime(Date.now() + 3 * 86_400_000)
  await page.goto('/notifications')
  await expect(page.getByText('Live', { exact: true })).toBeVisible()
  const before = await countNotifications(admin)
  await expect(page.locator('tbody [data-row]')).toHaveCount(before)
  const id = await send(server.url, seeded)
  await expect(page.locator('tbody [data-row]')).toHaveCount(before + 1)
  const accepted = page.locator(`tbody [data-row="${id}"]`).locator('time').first()
  await expect(accepted).toHaveText(/now|sec\. ago|1 min\. ago/)
  await page.goto('/applications')
  await page.getByRole('search').getByRole('searchbox').first().fill('short')
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await expect(page.locator('tbody [data-row]')).toHaveCount(1)
  await expect(page.locator('tbody [data-row]')).toContainText('Valid')
})

test('A person sees on every live page since when it is not live: offline, and while the server does not answer', async ({
  page,
  context,
  server,
}) => {
  const seeded = await fill(context, server)
  const paths = ['/', `/notifications/${seeded.notificationId}`]
  const live = LISTS.filter((list) => list.live === true)
  // The others go through the same list.
  const few = rowsToWalk(live, ({ operation }) => ['listNotifications', 'listMembers'].includes(operation))
  for (const { path } of few) paths.push(path(seeded))
  const pages = await Promise.all(paths.map(() => context.newPage()))
  await Promise.all(pages.map((each, place) => each.goto(paths[place] ?? '/')))
  const lost = /Not live since \d\d:\d\d:\d\d/
  const expectAll = async (text: string | RegExp) => {
    for (const [place, each] of pages.entries())
      await expect(each.getByText(text).first(), paths[place]).toBeVisible({ timeout: 40_000 })
  }
  await expectAll(/^Live$/)

  await context.setOffline(true)
  await expectAll(lost)
  await context.setOffline(false)
  await expectAll(/^Live$/)

  await page.goto('/notifications')
  const stored = await countNotifications(await Caller.of(context, server))
  await expect(page.locator('tbody [data-row]')).toHaveCount(stored)
  server.freeze()
  await page.getByLabel('Client Application', { exact: true }).fill('com.example.other')
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await expect(page.locator('tbody [data-row]')).toHaveCount(0)
  await expectAll(lost)
  await expect(page.getByText('did not answer in time')).toBeVisible()
  await expect(page.locator('tbody [data-row]')).toHaveCount(0)
  server.thaw()
  await expectAll(/^Live$/)
  await expect(page.getByText('No row matches these filters')).toBeVisible()
})

test('A person loses the selection by a new filter or order, and reads the names of ticked rows out of sight', async ({
  page,
  context,
  server,
}) => {
  const seeded = await fill(context, server)
  for (let count = 0; count < 52; count += 1) await send(server.url, seeded)
  await page.goto('/notifications')
  const bar = page.getByRole('region', { name: 'Select' })
  await page.getByLabel('Select all rows of this page').check()
  await bar.getByRole('button', { name: 'Select all matching rows' }).click()
  await expect(bar).toContainText('All matching rows are selected')
  await page.getByTitle('Sort by Accepted').click()
  await expect(bar).toBeHidden()
  await expect(page.locator('[data-row-select]:checked')).toHaveCount(0)

  for (const place of [0, 1, 2]) await page.locator('[data-row-select]').nth(place).check()
  await page.getByLabel('Client Application', { exact: true }).fill('com.example.news')
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.locator('[data-row-select]').nth(4).check()
  await page.getByRole('link', { name: 'Next' }).click()
  await expect(bar).toContainText(/4 selected, \d not on this page/)
  await bar.getByRole('button', { name: 'Show these' }).click()
  await bar
    .getByRole('button', { name: /^Deselect/ })
    .first()
    .click()
  await expect(bar).toContainText('3 selected')
})

function send(url: string, { key, clientAppToken }: Seeded): Promise<string> {
  return sendByKey({ url }, { key, clientAppToken, text: 'more' })
}

/** Counts the notifications of the shared server, which fit on one page here. */
async function countNotifications(admin: Caller): Promise<number> {
  return (await admin.call<{ rows: object[] }>({ path: '/api/dashboard/notifications' })).rows.length
}

/**
 * Finds targets that are too small for a finger or overlap. A link within a sentence has the size of its text, so it
 * does not count.
 */
async function findCrowded(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    // Folded elements, and elements only for screen readers, are no targets.
    const isSeen = (element: HTMLElement) =>
      element.checkVisibility({ contentVisibilityAuto: true }) &&
      getComputedStyle(element.closest('th, td') ?? element).clipPath === 'none'
    const targets = [
      ...document.querySelectorAll<HTMLElement>('main :is(a[href], button, input, select, summary)'),
    ]
      .map((element) => ({
        element,
        box: (element.closest('label:has(> input[type=checkbox])') ?? element).getBoundingClientRect(),
      }))
      .filter(
        ({ element, box }) =>
          box.width > 1 && box.height > 1 && element.closest('.sr-only, p') === null && isSeen(element),
      )
    const describeTarget = ({ element, box }: (typeof targets)[number]) =>
      `${element.tagName} ${(element.getAttribute('aria-label') ?? element.textContent ?? '').slice(0, 24)} ${Math.round(box.width)}×${Math.round(box.height)}`
    const small = targets.filter(({ box }) => box.width < least || box.height < least).map(describeTarget)
    const over = targets.flatMap((one, place) =>
      targets
        .slice(place + 1)
        .filter(({ element, box }) => {
          const width = Math.min(one.box.right, box.right) - Math.max(one.box.left, box.left)
          const height = Math.min(one.box.bottom, box.bottom) - Math.max(one.box.top, box.top)
          return width > 1 && height > 1 && !one.element.contains(element) && !element.contains(one.element)
        })
        .map((other) => `${describeTarget(one)} under ${describeTarget(other)}`),
    )
    return [...small, ...over]
  }, LEAST_TARGET)
}

/** Returns by how much the page is wider than its window, and the buttons and links that end beyond its edge. */
async function findOverflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.scrollWidth - window.innerWidth
    const beyond = [...document.querySelectorAll<HTMLElement>('main :is(button, a[href], input, select)')]
      .filter(
        (element) =>
          element.closest('.sr-only, [class*="overflow-x-auto"], [class*="overflow-auto"]') === null,
      )
      .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
      .map((element) => `${element.tagName} ${element.textContent?.slice(0, 24)}`)
    return [...(width > 0 ? [`${width} px too wide`] : []), ...beyond]
  })
}

/** Returns the plain words of the page that stand on two lines. Longer words, ids and addresses may break. */
async function findBrokenWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const broken = new Set<string>()
    const walker = document.createTreeWalker(document.querySelector('main') ?? document, NodeFilter.SHOW_TEXT)
    const range = document.createRange()
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node.parentElement?.closest('.sr-only, script, style, code, pre, svg') !== null) continue
      for (const { 0: word, index } of (node.textContent ?? '').matchAll(/(?<!\S)\p{L}{2,16}(?!\S)/gu)) {
        range.setStart(node, index)
        range.setEnd(node, index + word.length)
        const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)))
        if (lines.size > 1) broken.add(word)
      }
    }
    return [...broken]
  })
}

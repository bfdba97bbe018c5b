import type { Page } from '@playwright/test'
import { DASHBOARD_PAGES } from '../protocol/dashboard/manifest.ts'
import { expect, test } from './fixtures.ts'
import { findViolations, LOOKS, wear } from './looks.ts'
import { Caller } from './seed.ts'
import type { TestServer } from './test-server.ts'

test.describe('on a busy server', () => {
  test.use({ shares: true })

  const pages = Object.entries(DASHBOARD_PAGES).filter(
    ([, { path }]) => !['/sign-in', '/setup'].includes(path),
  )
  const middle = Math.ceil(pages.length / 2)
  // Two tests, so that both browsers share the longest part of the suite.
  for (const [half, entries] of [
    ['first', pages.slice(0, middle)],
    ['second', pages.slice(middle)],
  ] as const) {
    test(`A person with low vision reads the ${half} half of the pages in light, in dark and on a phone`, async ({
      page,
      person,
      server,
    }) => {
      const { token } = await person.listen('phone')
      await person.send({ key: await person.createKey(), token })
      const ids = await findThings(page)
      ids.guide = '/docs/operations'
      ids.hook = await addHook(page, server)
      ids.webhook = await addWebhook(page, server)
      ids.clientApplication = `/client-applications/${person.application}`
      for (const [name, { path }] of entries) {
        await page.goto(ids[name] ?? path)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        for (const look of LOOKS) {
          await wear(page, look)
          const found = await findViolations(page, look.rules)
          expect({ path, look, found }).toEqual({ path, look, found: [] })
        }
      }
    })
  }
})

/** Makes a hook with a template, sends it a request, and returns the path of its page. */
async function addHook(page: Page, server: TestServer): Promise<string> {
  const admin = await Caller.of(page.context(), server)
  const { rows } = await admin.call<{ rows: { id: number }[] }>({ path: '/api/dashboard/tokens' })
  const body = { name: 'Grafana', shape: 'json', tokenId: rows[0]?.id, template: '{"title":"{{ title }}"}' }
  const { id = '' } = await admin.call({ path: '/api/dashboard/hooks', body })
  await admin.call({ path: `/api/dashboard/hooks/${id}/test`, method: 'POST' })
  return `/hooks/${id}`
}

/** Makes a webhook whose test fails, and returns the path of its page. */
async function addWebhook(page: Page, server: TestServer): Promise<string> {
  const admin = await Caller.of(page.context(), server)
  const body = { name: 'orders', url: 'https://receiver.invalid/', applications: ['com.example.none'] }
  const { id = '' } = await admin.call({ path: '/api/dashboard/webhooks', body })
  await admin.call({ path: `/api/dashboard/webhooks/${id}/test`, method: 'POST' })
  return `/webhooks/${id}`
}

/** The paths of the pages of one notification, one token, one AOI Client and one Server Application. */
async function findThings(page: Page): Promise<Partial<Record<string, string>>> {
  const paths: Partial<Record<string, string>> = {}
  for (const [name, list] of [
    ['notification', '/notifications'],
    ['token', '/tokens'],
    ['aoiClient', '/aoi-clients'],
    ['serverApplication', '/applications'],
  ] as const) {
    await page.goto(list)
    const href = await page.locator(`main a[href^="${list}/"]`).first().getAttribute('href')
    paths[name] = href ?? list
  }
  return paths
}

test.describe('on an empty server', () => {
  test.use({ shares: 'empty' })

  test('A person in another language meets no untranslated text on any page', async ({
    page,
    context,
    server,
  }) => {
    await context.addCookies([{ name: 'aoi-locale', value: 'qps', url: server.url }])
    for (const { path } of Object.values(DASHBOARD_PAGES)) {
      // The guide and the reference are in English; the entry pages and pages with an id have no place here.
      if (['/sign-in', '/setup', '/invitation', '/reset'].includes(path) || /^\/docs|\[/.test(path)) continue
      await page.goto(path)
      const plain = await page
        .locator('#page h1, #page h2, #page label, #page th:not([scope="row"])')
        .evaluateAll((elements) =>
          elements.map(({ textContent }) => textContent ?? '').filter((text) => /^[A-Za-z ]{4,}$/.test(text)),
        )
      expect({ path, plain }).toEqual({ path, plain: [] })
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
      ).toBeLessThanOrEqual(0)
    }
  })
})

test.describe('before signing in', () => {
  test.use({ signedIn: false })

  test('A person with low vision sets the server up', async ({ page }) => {
    await page.goto('/setup')
    for (const look of LOOKS) {
      await wear(page, look)
      expect(await findViolations(page, look.rules)).toEqual([])
    }
  })
})

import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { HOSTILE_STRINGS, UNSAFE_TO_SHOW } from './hostile-strings.ts'
import { OPERATOR, setUp } from './operator.ts'
import { Person } from './person.ts'
import { startServer } from './test-server.ts'

const STRINGS_PER_PAYLOAD = 50
const NAME_BYTES = 128

/**
 * Finds anything on the page that is not text: elements and scripts from a string, and characters that change how
 * others look.
 */
async function findHarm(page: Page): Promise<object> {
  return page.evaluate((unsafe) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const texts: string[] = []
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const inScript = node.parentElement?.closest('script, style') !== null
      if (!inScript && new RegExp(unsafe).test(node.textContent ?? '')) texts.push(node.textContent ?? '')
    }
    return {
      elements: document.querySelectorAll('[data-hostile]').length,
      ran: Reflect.get(window, 'hostile') !== undefined,
      texts,
    }
  }, UNSAFE_TO_SHOW.source)
}

test('An operator sees 500 strings of markup, bidi and control characters as text on every page', async ({
  browser,
}) => {
  const server = await startServer({ AOI_MAX_PAYLOAD_BYTES: '1048576', AOI_LOG_LEVEL: 'error' })
  const person = new Person(server)
  const context = await browser.newContext({ baseURL: server.url })
  try {
    await setUp(context.request, { server, newcomer: { ...OPERATOR, name: HOSTILE_STRINGS[3] ?? '' } })
    const { token } = await person.listen('phone')
    const key = await person.createKey()
    const post = (path: string, body: object, headers = {}) =>
      fetch(`${server.url}${path}`, {
        ...{ method: 'POST', body: JSON.stringify(body) },
        headers: { 'content-type': 'application/json', ...headers },
      })
    const ids: string[] = []
    for (let first = 0; first < HOSTILE_STRINGS.length; first += STRINGS_PER_PAYLOAD) {
      const payload = HOSTILE_STRINGS.slice(first, first + STRINGS_PER_PAYLOAD).map((text) =>
        text.replaceAll(/[\ud800-\udfff]/gu, '\ufffd'),
      )
      const sent = await post(
        '/api/v1/notifications',
        { messageType: 'notificationReq', clientAppToken: token, payload },
        { authorization: `Bearer ${key}` },
      )
      const answered = (await sent.json()) as { notificationId?: string; desc?: string }
      expect(answered.notificationId, answered.desc).toBeDefined()
      ids.push(answered.notificationId ?? '')
    }
    const names = HOSTILE_STRINGS.filter((name) => Buffer.byteLength(name) <= NAME_BYTES)
    let registered = 0
    for (const name of names.slice(0, 50)) {
      const body = { messageType: 'aoiClientRegistrationReq', deviceInfo: { name } }
      if ((await post('/api/v1/aoi-clients', body)).ok) registered += 1
    }
    expect(registered).toBeGreaterThan(10)

    const page = await context.newPage()
    const alarms: string[] = []
    page.on('dialog', (dialog) => {
      alarms.push(dialog.message())
      void dialog.dismiss()
    })
    page.on('pageerror', ({ message }) => alarms.push(message))
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) alarms.push(message.text())
    })
    const lists = [
      '/',
      '/notifications',
      '/aoi-clients',
      '/registrations',
      '/settings',
      '/settings/operators',
      '/audit',
    ]
    for (const path of [...lists, ...ids.map((id) => `/notifications/${id}`)]) {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      expect({ path, ...(await findHarm(page)) }).toEqual({ path, elements: 0, ran: false, texts: [] })
    }
    await page.goto(`/notifications/${ids[0]}`)
    const payload = page.getByRole('group', { name: 'Payload' })
    for (const folded of await payload.locator('details:not([open]) > summary').all()) await folded.click()
    const shown = await payload.locator('bdi').allInnerTexts()
    const sent = HOSTILE_STRINGS.slice(0, 25).map((text) => JSON.stringify(text))
    expect(sent.filter((text) => !shown.includes(text))).toEqual([])
    expect(alarms).toEqual([])
  } finally {
    await person.leave()
    await context.close()
    await server.remove()
  }
})

import { randomUUID } from 'node:crypto'
import type { Browser, Page } from 'puppeteer-core'
import { encodeJoinLink } from '../protocol/join-link.ts'
import { PUSH_SOCKET_PATH } from '../protocol/push-socket-path.ts'
import { FirefoxProfile } from '../server/testing/firefox.ts'
import { PATIENCE, press, textOf } from './firefox-tab.ts'
import { expect } from './fixtures.ts'
import { readToken } from './inbox-page.ts'
import type { Person } from './person.ts'
import { Caller } from './seed.ts'
import { startServer, type TestServer } from './test-server.ts'

const SEED = 'a seed for the door that nobody guesses'
/** The vendor’s endpoints are at this name. */
export const VENDOR_ALLOWED = { AOI_OUTBOUND_ALLOW: 'localhost' }

type Status = { recipients: number; acked: number; pending: number; expired: number }

/** A person with a stock Firefox whose push service is another AOI Server, and the sender of a group. */
export class FirefoxJourney {
  readonly #of: { server: TestServer; person: Person; profile: FirefoxProfile; key: string }
  #firefox: Browser | undefined
  #token = ''

  constructor(of: { server: TestServer; person: Person; profile: FirefoxProfile; key: string }) {
    this.#of = of
  }

  /** Opens the browser without a page of the inbox. */
  async open(): Promise<void> {
    this.#firefox = await this.#of.profile.open()
  }

  async close(): Promise<void> {
    await this.#of.profile.close()
  }

  async visit(path: string): Promise<Page> {
    const tab = await this.#firefox?.newPage()
    if (tab === undefined) throw new Error('Firefox is closed')
    await tab.goto(path.startsWith('http') ? path : this.#of.server.url + path)
    return tab
  }

  /** Joins by a link, allows messages to ring, and closes the page. */
  async join(): Promise<void> {
    const { server, person } = this.#of
    const tab = await this.visit(
      encodeJoinLink(server.url, { app: person.application, seed: SEED, name: 'Door' }),
    )
    await press(tab, 'Join')
    await expect.poll(() => textOf(tab), PATIENCE).toContain('No message yet')
    await press(tab, 'Let messages ring')
    await expect.poll(() => textOf(tab), PATIENCE).toContain('Messages ring while this page is closed')
    this.#token = await tab.evaluate(readToken)
    await tab.close()
  }

  async send(title: string, ttl = 3600): Promise<string> {
    const { notificationId = '' } = await new Caller(this.#of.server).call({
      path: '/api/v1/notifications',
      body: {
        ...{ messageType: 'notificationReq', clientAppToken: this.#token, ttl },
        payload: { web_push: 8030, notification: { title } },
      },
      headers: { authorization: `Bearer ${this.#of.key}`, 'idempotency-key': randomUUID() },
    })
    return notificationId
  }

  statusOf(id: string): Promise<Status> {
    const headers = { authorization: `Bearer ${this.#of.key}` }
    return new Caller(this.#of.server).call<Status>({ path: `/api/v1/notifications/${id}`, headers })
  }

  /** Resolves when the worker or the page has confirmed all of them. */
  async confirmed(...ids: string[]): Promise<void> {
    for (const id of ids)
      await expect.poll(() => this.statusOf(id), PATIENCE).toMatchObject({ recipients: 1, acked: 1 })
  }
}

/** The titles of the messages on the page of the inbox, newest first. */
export function titlesOn(tab: Page): Promise<string[]> {
  return tab.evaluate(() =>
    [...document.querySelectorAll('[data-message] [dir] > p:first-child')].map((title) => title.textContent),
  )
}

/**
 * Starts another AOI Server as the vendor of a new Firefox, joins the group there, and runs the rest of the journey.
 */
export async function withJourney(
  { server, person }: { server: TestServer; person: Person },
  run: (journey: FirefoxJourney) => Promise<void>,
): Promise<void> {
  const vendor = await startServer()
  const profile = await FirefoxProfile.make(`${vendor.url.replace('http', 'ws')}${PUSH_SOCKET_PATH}`)
  try {
    const journey = new FirefoxJourney({ server, person, profile, key: await person.createKey() })
    await journey.open()
    await journey.join()
    await run(journey)
  } finally {
    await profile.remove()
    await vendor.remove()
  }
}

import { LIMITS } from '#protocol'
import type { Services } from '#server/services.ts'
import { CookieBrowser } from './cookie-browser.ts'
import { accept, callDashboard } from './dashboard-caller.ts'
import { findFreePort } from './free-port.ts'
import { IdentityProvider, type People } from './identity-provider.ts'
import { startTestServer, type TestServer } from './start-test-server.ts'

type SignIn = {
  /** The subject at the provider. */
  as: string
  browser?: CookieBrowser
  next?: string
  confirms?: boolean
  /** Changes the URL of the provider before the browser opens it. */
  tamper?: (url: URL) => void
  /** The time of the proof that the provider tells (Unix seconds). */
  ts?: number
}

type SignedIn = {
  browser: CookieBrowser
  /** The URL of the provider. */
  target: URL
  /** The URL by which the provider led back. */
  callback: string
  /** The page that the browser was sent to at last. */
  location: string
}

/** A server with its first operator, and an identity provider. */
export class SignInByProvider {
  readonly #server: TestServer
  readonly #provider: IdentityProvider

  private constructor(server: TestServer, provider: IdentityProvider) {
    this.#server = server
    this.#provider = provider
  }

  static async open(env: Record<string, string>, { isAway = false } = {}): Promise<SignInByProvider> {
    const port = await findFreePort()
    const provider = await IdentityProvider.prepare(`http://localhost:${port}`)
    if (!isAway) await provider.start()
    const server = await startTestServer({ env: { PORT: String(port), ...provider.env, ...env } })
    const stage = new SignInByProvider(server, provider)
    const code = (await server.services.operators.createSetupCode()) ?? ''
    await accept(stage.door, { code, email: 'first@example.com' })
    return stage
  }

  get url(): string {
    return this.#server.url
  }

  get services(): Services {
    return this.#server.services
  }

  get door(): Pick<TestServer, 'url' | 'services'> {
    return this.#server
  }

  know(people: People): Promise<void> {
    return this.#provider.know(people)
  }

  startProvider(): Promise<void> {
    return this.#provider.start()
  }

  /** Signs in at the provider, as a browser does. */
  async signIn({ as, browser = new CookieBrowser(), ...given }: SignIn): Promise<SignedIn> {
    const { next = '/', confirms = false, tamper, ts = '' } = given
    const begun = await browser.ask(`${this.url}/api/auth/sign-in/provider`, {
      method: 'POST',
      headers: { origin: this.url, 'content-type': 'application/json' },
      body: JSON.stringify({ next, confirms }),
    })
    const { url, ...refusal } = (await begun.json()) as { url?: string }
    if (url === undefined) throw new Error(`not begun: ${JSON.stringify(refusal)}`)
    const target = new URL(url)
    tamper?.(target)
    const isEnd = (address: string) => address.startsWith(this.url)
    const asked = await browser.follow(target.href, { isEnd })
    const body = new URLSearchParams({ sub: as, ts: String(ts) })
    const { url: callback } = isEnd(asked.url)
      ? asked
      : await browser.follow(asked.url, { method: 'POST', body, isEnd })
    const concluded = await browser.ask(callback)
    return { browser, target, callback, location: concluded.headers.get('location') ?? '' }
  }

  /** Returns the account of a browser's session, or the answer that says why there is none. */
  async accountOf(browser: CookieBrowser): Promise<unknown> {
    const as = { email: '', cookie: browser.cookieOf(this.url) }
    return (await callDashboard(this.door, { operation: 'readOwnAccount', as })).json()
  }

  /** Returns the audit's latest rows: actor, action and detail. */
  async audit(): Promise<string[]> {
    await this.services.operators.flush()
    const { dashboard } = this.services.context
    const { rows } = await dashboard.listAudit({ limit: LIMITS.pageRows, filter: {} })
    return rows.map(({ actor, action, detail }) => `${actor} ${action} ${detail ?? ''}`)
  }

  async close(): Promise<void> {
    await this.#server.stop()
    await this.#provider.stop()
  }
}

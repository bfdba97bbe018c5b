import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import puppeteer, { type Browser } from 'puppeteer-core'

const PATHS = ['/usr/bin/firefox-esr', '/usr/bin/firefox']

/** The path of this machine's Firefox; `undefined` where there is none. */
export const FIREFOX = [process.env.FIREFOX_PATH ?? '', ...PATHS].find((path) => existsSync(path))

/** A profile of Firefox that uses this push socket. It is kept while the browser is closed. */
export class FirefoxProfile {
  readonly #directory: string
  readonly #pushUrl: string
  #browser: Browser | undefined

  private constructor(parts: { directory: string; pushUrl: string }) {
    this.#directory = parts.directory
    this.#pushUrl = parts.pushUrl
  }

  static async make(pushUrl: string): Promise<FirefoxProfile> {
    return new FirefoxProfile({ directory: await mkdtemp(join(tmpdir(), 'firefox-')), pushUrl })
  }

  /** Starts the browser with the profile, headless. */
  async open(): Promise<Browser> {
    if (FIREFOX === undefined) throw new Error('there is no Firefox on this machine')
    this.#browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: FIREFOX,
      headless: true,
      userDataDir: this.#directory,
      extraPrefsFirefox: {
        'dom.push.serverURL': this.#pushUrl,
        'dom.push.connection.enabled': true,
        // Allows a server without TLS, and needs no person to give permission. Both settings exist for tests only.
        'dom.push.testing.allowInsecureServerURL': true,
        'dom.push.testing.ignorePermission': true,
        'permissions.default.desktop-notification': 1,
        'dom.push.retryBaseInterval': 200,
        // The browser shows notifications itself: this machine may have no service for them.
        'alerts.useSystemBackend': false,
        // The browser may contact only the server under test.
        'services.settings.server': 'data:,',
        'network.captive-portal-service.enabled': false,
        'network.connectivity-service.enabled': false,
      },
    })
    return this.#browser
  }

  async close(): Promise<void> {
    await this.#browser?.close()
    this.#browser = undefined
  }

  async remove(): Promise<void> {
    await this.close()
    await rm(this.#directory, { recursive: true, force: true })
  }
}

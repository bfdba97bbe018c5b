const REDIRECTS_MAX = 20

type Visit = { method?: string; body?: BodyInit; headers?: Record<string, string> }

/** Fetches as a browser does that keeps cookies by host and follows redirects. */
export class CookieBrowser {
  readonly #cookies = new Map<string, Map<string, string>>()

  /** The `Cookie` header for the host of `url`. */
  cookieOf(url: string): string {
    const jar = this.#cookies.get(new URL(url).hostname) ?? new Map<string, string>()
    return [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** Makes one request, and follows no redirect. */
  async ask(url: string, { headers = {}, ...visit }: Visit = {}): Promise<Response> {
    const answered = await fetch(url, {
      ...visit,
      redirect: 'manual',
      headers: { ...headers, cookie: this.cookieOf(url) },
    })
    for (const cookie of answered.headers.getSetCookie()) this.#keep(new URL(url).hostname, cookie)
    return answered
  }

  /** Follows redirects from `url` until `isEnd` or a page. Returns where it ends. */
  async follow(
    url: string,
    { isEnd = () => false, ...visit }: Visit & { isEnd?: (url: string) => boolean } = {},
  ): Promise<{ url: string; answered?: Response }> {
    let target = url
    let asked: Visit = visit
    for (let count = 0; count < REDIRECTS_MAX; count += 1) {
      if (isEnd(target)) return { url: target }
      const answered = await this.ask(target, asked)
      const location = answered.headers.get('location')
      if (location === null) return { url: target, answered }
      target = new URL(location, target).href
      asked = {}
    }
    throw new Error(`too many redirects, the last to ${target}`)
  }

  #keep(host: string, cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(';').map((part) => part.trim())
    const [name = '', ...value] = pair.split('=')
    const jar = this.#cookies.get(host) ?? new Map<string, string>()
    this.#cookies.set(host, jar)
    const isGone = attributes.some((text) => /^max-age=0$/i.test(text))
    if (isGone) jar.delete(name)
    else jar.set(name, value.join('='))
  }
}

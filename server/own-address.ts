import type { Env } from './env.ts'
import { listListenAddresses } from './listen-address.ts'

const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]']

/**
 * The origins and hosts of this server. They depend on the ports, which `PORT=0` leaves to the operating system: read
 * them at each use.
 */
export class OwnAddress {
  readonly #env: Env
  #publicUrl = ''
  #dashboardUrl = ''
  #origins: ReadonlySet<string> = new Set()
  #pageOrigins: ReadonlySet<string> = new Set()
  #hosts: ReadonlySet<string> = new Set()

  constructor(env: Env) {
    this.#env = env
    this.listensOn(listListenAddresses(env).flatMap((address) => ('port' in address ? [address.port] : [])))
  }

  /** Called once, when the server listens. A server without a port has configured URLs. */
  listensOn(ports: readonly number[]): void {
    const { publicUrl, dashboardUrl, allowedHosts } = this.#env
    const local = ports.flatMap((port) => LOOPBACK_HOSTS.map((host) => `${host}:${port}`))
    const here = `http://localhost:${ports[0]}`
    this.#publicUrl = publicUrl ?? here
    this.#dashboardUrl = dashboardUrl ?? (this.basePath === '' ? this.#publicUrl : here)
    const isHere = this.#dashboardUrl === here
    this.#pageOrigins = new Set([
      this.#dashboardUrl,
      ...(isHere ? local.map((host) => `http://${host}`) : []),
    ])
    this.#origins = new Set([new URL(this.#publicUrl).origin, ...this.#pageOrigins])
    const hosts = [...this.#pageOrigins].map((origin) => new URL(origin).host)
    const bare = allowedHosts.map((host) => host.replace(/:(?:80|443)$/, ''))
    this.#hosts = new Set([...hosts, ...local, ...allowedHosts, ...bare])
  }

  /** The URL for programs and people: as configured, otherwise this machine with its port. It may have a path. */
  get publicUrl(): string {
    return this.#publicUrl
  }

  /** The path of the public URL, such as `/aoi`; empty if it has none. */
  get basePath(): string {
    const { pathname } = new URL(this.#publicUrl)
    return pathname === '/' ? '' : pathname
  }

  /** The origin of the pages, which are never below a path. */
  get dashboardUrl(): string {
    return this.#dashboardUrl
  }

  /** The public origin, that of the dashboard, and those of this machine if none is configured. */
  get origins(): ReadonlySet<string> {
    return this.#origins
  }

  /** The names (`Host`) for pages and operators: those of the dashboard, of this machine, and the configured ones. */
  get hosts(): ReadonlySet<string> {
    return this.#hosts
  }

  /**
   * Returns true if pages of this origin are the server's own: the dashboard's origin, and those of the allowed hosts. Such
   * pages can sign in and get the live feed. A browser leaves out the default port of the scheme.
   */
  readonly isOwnOrigin = (origin: string): boolean => {
    if (this.#pageOrigins.has(origin)) return true
    const [, scheme, host = ''] = /^(https?):\/\/([^/]+)$/.exec(origin) ?? []
    const port = scheme === 'https' ? 443 : 80
    return this.#env.allowedHosts.some((allowed) => allowed === host || allowed === `${host}:${port}`)
  }

  /** Returns true if pages of this origin may be AOI Clients. */
  readonly isAllowedOrigin = (origin: string): boolean =>
    this.isOwnOrigin(origin) || this.#origins.has(origin) || this.#env.allowedOrigins.includes(origin)

  /** Returns true if this `Host` names the server, for pages and operators. */
  readonly isOwnHost = (host: string | undefined): boolean =>
    host !== undefined && this.#hosts.has(host.toLowerCase())
}

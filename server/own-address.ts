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
  #origins: ReadonlySet<string> = new Set()
  #hosts: ReadonlySet<string> = new Set()

  constructor(env: Env) {
    this.#env = env
    this.listensOn(listListenAddresses(env).flatMap((address) => ('port' in address ? [address.port] : [])))
  }

  /** Called once, when the server listens. A server without a port has a configured URL. */
  listensOn(ports: readonly number[]): void {
    const { publicUrl, allowedHosts } = this.#env
    const local = ports.flatMap((port) => LOOPBACK_HOSTS.map((host) => `${host}:${port}`))
    this.#publicUrl = publicUrl ?? `http://localhost:${ports[0]}`
    this.#origins = new Set([
      this.#publicUrl,
      ...(publicUrl === undefined ? local.map((host) => `http://${host}`) : []),
    ])
    const hosts = [...this.#origins].map((origin) => new URL(origin).host)
    const bare = allowedHosts.map((host) => host.replace(/:(?:80|443)$/, ''))
    this.#hosts = new Set([...hosts, ...local, ...allowedHosts, ...bare])
  }

  /** The origin for people: as configured, otherwise this machine with its port. */
  get publicUrl(): string {
    return this.#publicUrl
  }

  /** The public origin, and those of this machine if none is configured. */
  get origins(): ReadonlySet<string> {
    return this.#origins
  }

  /** The names (`Host`) for pages and operators: those of the origins, of this machine, and the configured ones. */
  get hosts(): ReadonlySet<string> {
    return this.#hosts
  }

  /**
   * Returns true if pages of this origin are the server's own: its own origins, and those of the allowed hosts. Such
   * pages can sign in and get the live feed. A browser leaves out the default port of the scheme.
   */
  readonly isOwnOrigin = (origin: string): boolean => {
    if (this.#origins.has(origin)) return true
    const [, scheme, host = ''] = /^(https?):\/\/([^/]+)$/.exec(origin) ?? []
    const port = scheme === 'https' ? 443 : 80
    return this.#env.allowedHosts.some((allowed) => allowed === host || allowed === `${host}:${port}`)
  }

  /** Returns true if pages of this origin may be AOI Clients. */
  readonly isAllowedOrigin = (origin: string): boolean =>
    this.isOwnOrigin(origin) || this.#env.allowedOrigins.includes(origin)

  /** Returns true if this `Host` names the server, for pages and operators. */
  readonly isOwnHost = (host: string | undefined): boolean =>
    host !== undefined && this.#hosts.has(host.toLowerCase())
}

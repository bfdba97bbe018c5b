import type { Env } from './env.ts'

const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]']

/** The origin under which this server is reached: as configured, else by the port it got. */
export function publicUrlOf(env: Env, port: number): string {
  return env.publicUrl ?? `http://localhost:${port}`
}

/** Origins that are the server's own: the public one, and this machine's while none is set. */
export function ownOrigins(input: { env: Env; port: number; url: string }): Set<string> {
  const { env, port, url } = input
  const loopback = env.publicUrl === undefined ? LOOPBACK_HOSTS.map((host) => `http://${host}:${port}`) : []
  return new Set([url, ...loopback])
}

/**
 * Whether pages under this origin are the server's own: those of its origins, and those of the allowed hosts, which can
 * sign in and get the live feed as well. A browser leaves the scheme's own port out.
 */
export function isOwnOrigin(origin: string, input: { origins: ReadonlySet<string>; env: Env }): boolean {
  if (input.origins.has(origin)) return true
  const [, scheme, host = ''] = /^(https?):\/\/([^/]+)$/.exec(origin) ?? []
  const port = scheme === 'https' ? 443 : 80
  return input.env.allowedHosts.some((allowed) => allowed === host || allowed === `${host}:${port}`)
}

/** Names (`Host`) by which the server goes for pages and operators: its own origins', this machine's, and the configured ones. */
export function ownHosts(input: { env: Env; port: number; url: string }): Set<string> {
  const { env, port } = input
  const origins = [...ownOrigins(input)].map((origin) => new URL(origin).host)
  const local = LOOPBACK_HOSTS.map((host) => `${host}:${port}`)
  const bare = env.allowedHosts.map((host) => host.replace(/:(?:80|443)$/, ''))
  return new Set([...origins, ...local, ...env.allowedHosts, ...bare])
}

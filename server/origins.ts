import type { Env } from './env.ts'

const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]']

/** Returns the origin of this server: as configured, otherwise with the port that it got. */
export function publicUrlOf(env: Env, port: number): string {
  return env.publicUrl ?? `http://localhost:${port}`
}

/** Returns the server's own origins: the public one, and those of this machine if none is configured. */
export function ownOrigins(input: { env: Env; port: number; url: string }): Set<string> {
  const { env, port, url } = input
  const loopback = env.publicUrl === undefined ? LOOPBACK_HOSTS.map((host) => `http://${host}:${port}`) : []
  return new Set([url, ...loopback])
}

/**
 * Returns true if pages of this origin are the server's own: its own origins, and those of the allowed hosts. Such
 * pages can sign in and get the live feed. A browser leaves out the default port of the scheme.
 */
export function isOwnOrigin(origin: string, input: { origins: ReadonlySet<string>; env: Env }): boolean {
  if (input.origins.has(origin)) return true
  const [, scheme, host = ''] = /^(https?):\/\/([^/]+)$/.exec(origin) ?? []
  const port = scheme === 'https' ? 443 : 80
  return input.env.allowedHosts.some((allowed) => allowed === host || allowed === `${host}:${port}`)
}

/**
 * Returns the names (`Host`) of the server for pages and operators: those of its own origins, of this machine, and the
 * configured ones.
 */
export function ownHosts(input: { env: Env; port: number; url: string }): Set<string> {
  const { env, port } = input
  const origins = [...ownOrigins(input)].map((origin) => new URL(origin).host)
  const local = LOOPBACK_HOSTS.map((host) => `${host}:${port}`)
  const bare = env.allowedHosts.map((host) => host.replace(/:(?:80|443)$/, ''))
  return new Set([...origins, ...local, ...env.allowedHosts, ...bare])
}

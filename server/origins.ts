import type { Env } from './env.ts'

const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]']

/** The origin under which this server is reached: as configured, else by the port it got. */
export function publicUrlOf(env: Env, port: number): string {
  return env.publicUrl ?? `http://localhost:${port}`
}

/** Origins whose pages may open a session: the server's own, the configured ones, and this machine's while no public URL is set. */
export function ownOrigins(input: { env: Env; port: number; url: string }): Set<string> {
  const { env, port, url } = input
  const loopback = env.publicUrl === undefined ? LOOPBACK_HOSTS.map((host) => `http://${host}:${port}`) : []
  return new Set([url, ...env.allowedOrigins, ...loopback])
}

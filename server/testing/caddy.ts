import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Certificate } from './certificate.ts'
import { ListeningProgram } from './listening-program.ts'
import { makeTemporaryDirectory } from './temporary-database.ts'

const ADVISED = new URL('../../deploy/proxies/Caddyfile', import.meta.url)

/** Otherwise Caddy listens on fixed ports, too. */
const GLOBAL_OPTIONS = `{
	admin off
	auto_https disable_redirects
}`

type Places = { port: number; node: string; certificate: Certificate }

/** True when a `caddy` is installed. */
export function hasCaddy(): boolean {
  return spawnSync('caddy', ['version']).status === 0
}

/** Caddy in front of one node, with the configuration of deploy/proxies/Caddyfile except for addresses and certificate. */
export class Caddy {
  readonly #program: ListeningProgram

  private constructor(program: ListeningProgram) {
    this.#program = program
  }

  /** Resolves when it listens on the port, as `localhost`. */
  static async start(input: Places): Promise<Caddy> {
    const directory = await makeTemporaryDirectory()
    const path = join(directory.path, 'Caddyfile')
    const site = readdress(await readFile(ADVISED, 'utf8'), input)
    await writeFile(path, `${GLOBAL_OPTIONS}\n${site}`)
    // Caddy keeps its state in the home directory of the user, unless these variables name others.
    const homes = ['XDG_CONFIG_HOME', 'XDG_DATA_HOME'].map((name) => `${name}=${directory.path}`)
    const args = [...homes, 'caddy', 'run', '--config', path, '--adapter', 'caddyfile']
    const { port } = input
    return new Caddy(await ListeningProgram.start({ command: 'env', args, port, directory, isQuiet: true }))
  }

  stop(): Promise<void> {
    return this.#program.stop('SIGTERM')
  }
}

/** Returns the site with the addresses of the tests. Throws unless it has one place for each. */
function readdress(advised: string, { port, node, certificate }: Places): string {
  const { certificatePath, keyPath } = certificate
  const own = `https://localhost:${port} {\n\tbind 127.0.0.1\n\ttls ${certificatePath} ${keyPath}`
  const { host } = new URL(node)
  const site = advised
    .replace(/^aoi\.example\.com \{$/m, own)
    .replace(/^(\treverse_proxy) 127\.0\.0\.1:3000 \{$/m, `$1 ${host} {`)
  if (!site.includes(own) || !site.includes(` ${host} {`))
    throw new Error('deploy/proxies/Caddyfile has no name, or names no server')
  return site
}

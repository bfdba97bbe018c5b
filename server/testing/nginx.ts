import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Certificate } from './certificate.ts'
import { ListeningProgram } from './listening-program.ts'
import { makeTemporaryDirectory } from './temporary-database.ts'

const ADVISED = new URL('../../deploy/proxies/nginx.conf', import.meta.url)
/** Paths that a user without rights must move into one directory, in addition to the advised configuration. */
const TEMPORARY_PATHS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']

type Places = {
  port: number
  node: string
  /** With it nginx terminates TLS, as in the sample; without it, it listens without TLS. */
  certificate?: Certificate
}

/** True when an `nginx` is installed. */
export function hasNginx(): boolean {
  return spawnSync('nginx', ['-v']).status === 0
}

/**
 * nginx in front of one node: with the configuration of deploy/proxies/nginx.conf except for the addresses, or with
 * nginx's defaults.
 */
export class Nginx {
  readonly #program: ListeningProgram

  private constructor(program: ListeningProgram) {
    this.#program = program
  }

  /** Resolves when it listens on the port. */
  static async start(input: Places & { advised: boolean }): Promise<Nginx> {
    const directory = await makeTemporaryDirectory()
    const server = input.advised
      ? readdress(await readFile(ADVISED, 'utf8'), input)
      : `server { listen 127.0.0.1:${input.port}; location / { proxy_pass ${input.node}; } }`
    return Nginx.#run({ directory, server, port: input.port })
  }

  /**
   * nginx that serves one node below a path, by the advised configuration without TLS. `upstream` is the path that takes
   * the place of `path`; empty: nginx passes the path on.
   */
  static async startBelow(input: Places & { path: string; upstream: string }): Promise<Nginx> {
    const directory = await makeTemporaryDirectory()
    const { path, upstream } = input
    const slash = upstream === '' ? '' : '/'
    const server = readdress(await readFile(ADVISED, 'utf8'), input)
      .replace('location / {', `location ${path}${slash} {`)
      .replace(`proxy_pass ${input.node};`, `proxy_pass ${input.node}${upstream};`)
    return Nginx.#run({ directory, server, port: input.port })
  }

  static async #run(parts: {
    directory: Awaited<ReturnType<typeof makeTemporaryDirectory>>
    server: string
    port: number
  }): Promise<Nginx> {
    const { directory, server, port } = parts
    const path = join(directory.path, 'nginx.conf')
    await writeFile(path, configuration(directory.path, server))
    const args = ['-p', directory.path, '-e', 'stderr', '-c', path]
    return new Nginx(await ListeningProgram.start({ command: 'nginx', args, port, directory }))
  }

  stop(): Promise<void> {
    return this.#program.stop('SIGTERM')
  }
}

function configuration(directory: string, server: string): string {
  const paths = TEMPORARY_PATHS.map((name) => `${name}_temp_path ${directory}/${name};`).join('\n')
  return `daemon off;
master_process off;
pid ${directory}/nginx.pid;
events {}
http {
access_log off;
${paths}
${server}
}
`
}

/** Returns the configuration with the addresses of the tests. Throws when a line to change is missing. */
function readdress(advised: string, { port, node, certificate }: Places): string {
  const address = certificate === undefined ? `127.0.0.1:${port}` : `127.0.0.1:${port} ssl`
  const changed = advised
    .replace(/^( *listen) 443 ssl;$/m, `$1 ${address};`)
    .replace(/^( *ssl_certificate) .*$/m, certificate ? `$1 ${certificate.certificatePath};` : '')
    .replace(/^( *ssl_certificate_key) .*$/m, certificate ? `$1 ${certificate.keyPath};` : '')
    .replaceAll('http://127.0.0.1:3000', node)
  if (!changed.includes(`${address};`) || !changed.includes(node))
    throw new Error('deploy/proxies/nginx.conf has no line to listen, or names no server')
  return changed
}

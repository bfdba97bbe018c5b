import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ListeningProgram } from './listening-program.ts'
import { makeTemporaryDirectory } from './temporary-database.ts'

const ADVISED = new URL('../../docs/nginx.conf', import.meta.url)
/** Paths that a user without rights must move into one directory, in addition to the advised configuration. */
const TEMPORARY_PATHS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']

/** True when an `nginx` is installed. */
export function hasNginx(): boolean {
  return spawnSync('nginx', ['-v']).status === 0
}

/**
 * nginx in front of one node: with the configuration of docs/nginx.conf except for the addresses, or with nginx's
 * defaults.
 */
export class Nginx {
  readonly #program: ListeningProgram

  private constructor(program: ListeningProgram) {
    this.#program = program
  }

  /** Resolves when it listens on the port. */
  static async start(input: { port: number; node: string; advised: boolean }): Promise<Nginx> {
    const directory = await makeTemporaryDirectory()
    const path = join(directory.path, 'nginx.conf')
    const server = input.advised
      ? readdress(await readFile(ADVISED, 'utf8'), input)
      : `server { listen 127.0.0.1:${input.port}; location / { proxy_pass ${input.node}; } }`
    await writeFile(path, configuration(directory.path, server))
    const args = ['-p', directory.path, '-e', 'stderr', '-c', path]
    const { port } = input
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

/**
 * Returns the configuration with the addresses of the tests, and without TLS. Throws when a line to change is missing.
 */
function readdress(advised: string, { port, node }: { port: number; node: string }): string {
  const changed = advised
    .replace(/^( *listen) .*$/m, `$1 127.0.0.1:${port};`)
    .replace(/^ *ssl_.*$/gm, '')
    .replaceAll('http://127.0.0.1:3000', node)
  if (!changed.includes(`:${port};`) || !changed.includes(node))
    throw new Error('docs/nginx.conf has no line to listen, or names no server')
  return changed
}

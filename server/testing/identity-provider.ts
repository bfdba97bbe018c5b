import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from './free-port.ts'

const PROGRAM = join(import.meta.dirname, 'identity-provider.mjs')
const CLIENT_ID = 'aoi'
const CLIENT_SECRET = 'a-client-secret-for-tests'

/** The claims of each person, by subject. */
export type People = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** Processes that must not outlive the tests. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

type Parts = { issuer: string; directory: string; args: readonly string[] }

/** An identity provider in a process of its own (`oidc-provider`), for one server. Browser tests use it as well. */
export class IdentityProvider {
  readonly issuer: string
  readonly #parts: Parts
  #child: ChildProcess | undefined

  private constructor(parts: Parts) {
    this.issuer = parts.issuer
    this.#parts = parts
  }

  /** Prepares a provider for the server at `url`. It does not answer before `start`. */
  static async prepare(url: string): Promise<IdentityProvider> {
    const port = await findFreePort()
    const directory = await mkdtemp(join(tmpdir(), 'aoi-oidc-'))
    const callback = `${url}/api/auth/callback/oidc`
    const args = [PROGRAM, String(port), callback, CLIENT_ID, CLIENT_SECRET, peopleIn(directory)]
    return new IdentityProvider({ issuer: `http://127.0.0.1:${port}`, directory, args })
  }

  /** The variables of a server that uses this provider. */
  get env(): Record<string, string> {
    return {
      AOI_OIDC_ISSUER: this.issuer,
      AOI_OIDC_CLIENT_ID: CLIENT_ID,
      AOI_OIDC_CLIENT_SECRET: CLIENT_SECRET,
      AOI_OIDC_NAME: 'Example ID',
    }
  }

  async know(people: People): Promise<void> {
    await writeFile(peopleIn(this.#parts.directory), JSON.stringify(people))
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, this.#parts.args, { stdio: ['ignore', 'pipe', 'ignore'] })
    running.add(child)
    this.#child = child
    await new Promise<void>((resolve, reject) => {
      // The library prints notices first. Read to the end, or the program would block on a full pipe.
      child.stdout.on('data', (text: Buffer) => text.includes('listening') && resolve())
      child.once('exit', () => reject(new Error('the identity provider ended')))
    })
  }

  async stop(): Promise<void> {
    const child = this.#child
    if (child !== undefined && child.exitCode === null) {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
      running.delete(child)
    }
    await rm(this.#parts.directory, { recursive: true, force: true })
  }
}

function peopleIn(directory: string): string {
  return join(directory, 'people.json')
}

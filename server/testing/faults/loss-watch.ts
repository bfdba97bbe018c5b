import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { call } from '../api-caller.ts'
import { ServerProcess } from '../server-process.ts'
import { makeTemporaryDirectory } from '../temporary-database.ts'
import { expectDelivered } from './expect-delivered.ts'
import { Load } from './load.ts'
import { Receiver } from './receiver.ts'
import { Sender } from './sender.ts'

const APPLICATION = 'com.example.chat'
const WAIT = { timeout: 30_000, interval: 25 }

/** A fault that makes the database unreachable, or makes it refuse. */
export type DatabaseLoss = {
  what: string
  break: () => Promise<void>
  mend: () => Promise<unknown>
  /** The reason in `/api/ready` meanwhile. */
  reason: RegExp
  /** The server may refuse submissions before the database fails, so that the database is never lost. */
  isForestalled?: boolean
  /** The fault may take back a write that the kernel has just confirmed, so that it comes while nothing is sent. */
  breaksPromises?: boolean
  /** `mend` starts the server again, so that the recovery is no line of the log. */
  needsRestart?: boolean
}

type Line = { event?: string; status?: number; msg?: string }

/** Watches how a server in a process of its own, with one connected member, survives the loss of its database. */
export class LossWatch {
  readonly firstProcessId: number
  readonly server: ServerProcess
  readonly #receiver: Receiver
  readonly #sender: Sender
  readonly #token: string
  readonly #removeDirectory: () => Promise<void>

  private constructor(parts: {
    server: ServerProcess
    receiver: Receiver
    sender: Sender
    token: string
    removeDirectory: () => Promise<void>
  }) {
    this.server = parts.server
    this.firstProcessId = parts.server.run.processId
    this.#receiver = parts.receiver
    this.#sender = parts.sender
    this.#token = parts.token
    this.#removeDirectory = parts.removeDirectory
  }

  static async start(options: Parameters<typeof ServerProcess.start>[0]): Promise<LossWatch> {
    const server = await ServerProcess.start(options)
    const directory = await makeTemporaryDirectory()
    const input = { name: 'Ada', serverUrl: server.url, directory: join(directory.path, 'Ada') }
    const receiver = await Receiver.open(input)
    const { token } = await receiver.join({
      applicationName: APPLICATION,
      tokenSeed: 'a seed of 16 bytes or more',
    })
    const sender = new Sender({ url: server.url, key: await server.createKey(APPLICATION) })
    return new LossWatch({ server, receiver, sender, token, removeDirectory: directory.remove })
  }

  get url(): string {
    return this.server.url
  }

  get processId(): number {
    return this.server.run.processId
  }

  /** Number of notifications that were answered 201 so far. */
  get accepted(): number {
    return this.#sender.accepted.length
  }

  /** Breaks the database under a sender, mends it, and checks the server's promises. */
  async expectRecovery(loss: DatabaseLoss): Promise<void> {
    const before = this.server.output.length
    const load = new Load({ senders: [this.#sender], tokens: [this.#token], inFlight: 2 })
    try {
      await load.goOn(5)
      await (loss.breaksPromises === true ? load.pause(loss.break) : loss.break())
      await this.#expectLost(loss).finally(loss.mend)
      await vi.waitFor(async () => expect(await this.#ready()).toMatchObject({ status: 200 }), WAIT)
      await load.goOn(5)
    } finally {
      await load.stop()
    }
    const { accepted } = load
    await expectDelivered({ accepted, receivers: [this.#receiver], sender: this.#sender })
    const lines = this.#lines(before)
    if (lines.length > 0 || loss.isForestalled !== true)
      expect(lines, this.server.output.slice(before)).toEqual(
        loss.needsRestart === true ? ['lost'] : ['lost', 'back'],
      )
  }

  async stop(): Promise<void> {
    await this.#receiver.client.close()
    await this.server.remove()
    await this.#removeDirectory()
  }

  /** Expects that every door refuses with `503` and says when to try again. */
  async #expectLost({ reason, isForestalled }: DatabaseLoss): Promise<void> {
    await vi.waitFor(async () => {
      const { status, body } = await this.#ready()
      expect([status, String(body.reasons)]).toEqual([503, expect.stringMatching(reason)])
    }, WAIT)
    const refused = { status: 503, retryAfter: expect.stringMatching(/^\d+$/) }
    // The doors that write large bodies refuse first. The others work as long as the database does.
    const doors = ['/api/v1/aoi-clients', '/api/auth/sign-in/email', '/']
    for (const path of [`/wp/${this.#token}`, ...(isForestalled ? [] : doors)])
      expect({ path, ...(await this.#knock(path)) }).toEqual({ path, ...refused })
  }

  async #knock(path: string): Promise<{ status: number; retryAfter: string | null }> {
    const method = path === '/' ? 'GET' : 'POST'
    const body = path.startsWith('/wp/')
      ? 'text'
      : JSON.stringify(
          path.endsWith('email')
            ? { email: 'ada@example.com', password: 'a long password' }
            : { messageType: 'aoiClientRegistrationReq' },
        )
    const answered = await fetch(`${this.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', origin: this.url, ttl: '60' },
      ...(method === 'POST' && { body }),
    })
    await answered.text()
    return { status: answered.status, retryAfter: answered.headers.get('retry-after') }
  }

  #ready() {
    return call(this.url, { path: '/api/ready' })
  }

  /** Lists the log lines of loss and recovery since then, and those of unexpected errors. */
  #lines(since: number): string[] {
    return this.server.output
      .slice(since)
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Line)
      .flatMap(({ event, status, msg = '' }) => {
        if (event === 'databaseLost') return ['lost']
        if (event === 'databaseBack') return ['back']
        const isRefusal = event === 'refusals' || (event === 'serverError' && status === 503)
        return !isRefusal && /unexpected|failed|ends/.test(msg) ? [msg] : []
      })
  }
}

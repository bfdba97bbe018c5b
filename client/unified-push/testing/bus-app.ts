import { type ChildProcess, spawn } from 'node:child_process'
import { createECDH, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { decrypt } from 'http_ece'
import { vi } from 'vitest'
import { end } from './session-bus-daemon.ts'

/** A line of the app's log: a call that it got, or the answer to a command. */
export type AppEntry = {
  pid: number
  call?: 'Message' | 'NewEndpoint' | 'Unregistered'
  answer?: string
  version?: number
  token?: string
  endpoint?: string
  message?: string
  id?: string
  value?: unknown
  error?: string
}

type Command = { do: string; version?: 1 | 2; token?: string; service?: string; vapid?: string }

const SCRIPT = new URL('./app.py', import.meta.url).pathname

/** The command line of an app, for a service file. */
export const appCommand = (name: string, log: string) => `/usr/bin/python3 ${SCRIPT} ${name} ${log}`

/** An app in Python on a session bus. It makes its own keys, as the apps of UnifiedPush do. */
export class BusApp {
  readonly name: string
  readonly #place: { address: string; log: string }
  readonly #keys = createECDH('prime256v1')
  readonly #auth = randomBytes(16)
  #child: ChildProcess | undefined
  #read = 0

  constructor(name: string, place: { address: string; log: string }) {
    this.name = name
    this.#place = place
    this.#keys.generateKeys()
  }

  /** Starts its program, and waits until it has its name. */
  async start(): Promise<void> {
    const { address, log } = this.#place
    this.#child = spawn('/usr/bin/python3', [SCRIPT, this.name, log], {
      env: { NODE_ENV: 'test', DBUS_SESSION_BUS_ADDRESS: address },
      stdio: ['pipe', 'ignore', 'inherit'],
    })
    await this.next('started')
  }

  async kill(): Promise<void> {
    if (this.#child !== undefined) await end(this.#child)
  }

  tell(command: Command): void {
    this.#child?.stdin?.write(`${JSON.stringify(command)}\n`)
  }

  /** Returns the answer to the command. */
  async ask(command: Command & { do: 'register' | 'unregister' }): Promise<AppEntry> {
    this.tell(command)
    return this.next(command.do === 'register' ? 'Register' : 'Unregister')
  }

  /** Registers, and returns what the sender needs. */
  async register(asked: { token: string; version?: 1 | 2; vapid?: string }) {
    const answer = await this.ask({ do: 'register', service: this.name, ...asked })
    const { endpoint = '' } = await this.next('NewEndpoint')
    return { answer, subscription: this.subscriptionAt(endpoint) }
  }

  subscriptionAt(endpoint: string) {
    const p256dh = this.#keys.getPublicKey('base64url')
    return { endpoint, keys: { p256dh, auth: this.#auth.toString('base64url') } }
  }

  /** Returns the text of a message that was encrypted for this app. */
  open({ message = '' }: AppEntry): string {
    const body = Buffer.from(message, 'hex')
    const keys = { privateKey: this.#keys, authSecret: this.#auth }
    return decrypt(body, { version: 'aes128gcm', ...keys }).toString()
  }

  /** Waits for the next line of the log, which must be this call or answer. */
  async next(expected: string): Promise<AppEntry> {
    const entry = await vi.waitFor(
      async () => {
        const found = (await this.entries())[this.#read]
        if (found === undefined) throw new Error(`${this.name} has no ${expected}`)
        return found
      },
      { timeout: 60_000, interval: 20 },
    )
    this.#read += 1
    const kind = entry.call ?? entry.answer
    if (kind !== expected) throw new Error(`expected ${expected}, got ${JSON.stringify(entry)}`)
    return entry
  }

  /** How many lines of the log nobody has asked for. */
  async unread(): Promise<number> {
    return (await this.entries()).length - this.#read
  }

  async entries(): Promise<AppEntry[]> {
    const text = await readFile(this.#place.log, 'utf8').catch(() => '')
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as AppEntry)
  }
}

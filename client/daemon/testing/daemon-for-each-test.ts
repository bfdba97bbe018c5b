import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect } from 'vitest'
import type { AoiClient } from '../../aoi-client.ts'
import { createAoiClient, openFileStorage } from '../../index.ts'
import type { Daemon } from '../start-daemon.ts'
import { startDaemon } from '../start-daemon.ts'
import { LocalApp } from './local-app.ts'

type Running = { daemon: Daemon; aoiClient: AoiClient; unexpected: unknown[] }

/** A daemon for each test of a file, on a fresh state directory, with the apps that the test connects to it. */
export function daemonForEachTest(serverUrl: () => string): TestDaemon {
  const daemon = new TestDaemon(serverUrl)
  beforeEach(() => daemon.prepare())
  afterEach(() => daemon.remove())
  return daemon
}

class TestDaemon {
  directory = ''
  readonly #serverUrl: () => string
  readonly #apps: LocalApp[] = []
  #running: Running | undefined

  constructor(serverUrl: () => string) {
    this.#serverUrl = serverUrl
  }

  get aoiClient(): AoiClient {
    return this.#current.aoiClient
  }

  get socketPath(): string {
    return this.#current.daemon.socketPath
  }

  get port(): number {
    return this.#current.daemon.port ?? 0
  }

  /** Returns the unexpected errors so far; the end of the test no longer counts them. */
  takeUnexpected(): unknown[] {
    return this.#current.unexpected.splice(0)
  }

  /** An app on the Unix socket, or on a port. */
  async connect(where: string | number = this.socketPath): Promise<LocalApp> {
    const app = await LocalApp.connect(where)
    this.#apps.push(app)
    return app
  }

  async prepare(): Promise<void> {
    this.directory = await mkdtemp(join(tmpdir(), 'aoi-'))
    await this.start()
  }

  async start(): Promise<void> {
    const storage = await openFileStorage(join(this.directory, 'state'))
    const aoiClient = createAoiClient({ serverUrl: this.#serverUrl(), storage })
    const unexpected: unknown[] = []
    const onError = (error: unknown) => void unexpected.push(error)
    const socketPath = join(this.directory, 'd.sock')
    this.#running = {
      daemon: await startDaemon({ aoiClient, socketPath, port: 0, onError }),
      aoiClient,
      unexpected,
    }
  }

  /** Stops the daemon; no unexpected error may have occurred. */
  async stop(): Promise<void> {
    const { daemon, aoiClient, unexpected } = this.#current
    await daemon.close()
    await aoiClient.close()
    expect(unexpected).toEqual([])
  }

  async remove(): Promise<void> {
    await Promise.all(this.#apps.splice(0).map((app) => app.crash()))
    await this.stop()
    await rm(this.directory, { recursive: true })
  }

  get #current(): Running {
    if (this.#running === undefined) throw new Error('the daemon was not started')
    return this.#running
  }
}

import { join } from 'node:path'
import { onTestFailed, onTestFinished } from 'vitest'
import type { FailpointName } from '../../core/failpoint.ts'
import { ServerProcess } from '../server-process.ts'
import { makeTemporaryDirectory } from '../temporary-database.ts'
import { type FreshDatabase, useSqlite } from './databases.ts'
import { Receiver } from './receiver.ts'
import { Sender } from './sender.ts'

export const APPLICATION = 'com.example.chat'
const NAMES = ['Ada', 'Bob', 'Cyd', 'Dee', 'Eli'] as const

/** The actors of a fault test: a server in a process of its own, AOI Clients, Server Applications. */
export type Cast = {
  server: ServerProcess
  /** The folder of the AOI Clients' files. It is removed after the test. */
  directory: string
  receivers: Receiver[]
  /** An API key for `APPLICATION`. All senders use it. */
  key: string
  senders: Sender[]
  /** One more sender, apart from `senders`. */
  sender: Sender
}

type CastInput = {
  /** Default: SQLite. */
  create?: () => Promise<FreshDatabase>
  receivers: number
  senders?: number
  failpoint?: { name: FailpointName; times: number }
  /** Further variables of the server. */
  env?: Readonly<Record<string, string>>
  /** Default: the server of this version. */
  bundle?: string
}

/**
 * Starts the server on a fresh database and connects AOI Clients without registrations. Everything ends with the
 * calling test. If the test fails, prints the server's output.
 */
export async function assembleCast(input: CastInput): Promise<Cast> {
  const [database, directory] = await Promise.all([(input.create ?? useSqlite)(), makeTemporaryDirectory()])
  const { databaseUrl } = database
  const { bundle, env } = input
  const server = await ServerProcess.prepare({
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(bundle === undefined ? {} : { bundle }),
    ...(env === undefined ? {} : { env }),
  })
  const receivers: Receiver[] = []
  onTestFailed(() => console.log(`faults: the server printed:\n${server.output}`))
  onTestFinished(async () => {
    await Promise.all(receivers.map(({ client }) => client.close()))
    await server.remove()
    await Promise.all([database.remove(), directory.remove()])
  })
  await server.begin(input.failpoint).ready
  const key = await server.createKey(APPLICATION)
  const open = (name: string) =>
    Receiver.open({ name, serverUrl: server.url, directory: join(directory.path, name) })
  receivers.push(...(await Promise.all(NAMES.slice(0, input.receivers).map(open))))
  const makeSender = () => new Sender({ url: server.url, key })
  return {
    server,
    directory: directory.path,
    key,
    receivers,
    sender: makeSender(),
    senders: Array.from({ length: input.senders ?? 0 }, makeSender),
  }
}

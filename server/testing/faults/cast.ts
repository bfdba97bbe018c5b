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

/** Who plays in a fault test: a server in a process of its own, AOI Clients, Server Applications. */
export type Cast = {
  server: ServerProcess
  /** Where they keep what they keep: theirs, for the time of the test. */
  directory: string
  receivers: Receiver[]
  /** An API key for `APPLICATION`, with which all senders send. */
  key: string
  senders: Sender[]
  /** One more of them. */
  sender: Sender
}

type CastInput = {
  /** Default: SQLite. */
  create?: () => Promise<FreshDatabase>
  receivers: number
  senders?: number
  failpoint?: { name: FailpointName; times: number }
}

/**
 * Starts the server on a fresh database, and connects AOI Clients to it that have registered nothing yet. All of it goes
 * with the test that asked; when that fails, what the server printed is shown.
 */
export async function assembleCast(input: CastInput): Promise<Cast> {
  const [database, directory] = await Promise.all([(input.create ?? useSqlite)(), makeTemporaryDirectory()])
  const { databaseUrl } = database
  const server = await ServerProcess.prepare(databaseUrl === undefined ? {} : { databaseUrl })
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

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTemporaryPostgresqlDatabase } from '../../server/testing/temporary-postgresql.ts'
import { BENCH_APPLICATION, fillPostgresqlSessions, fillSessions } from '../kit/bench-sessions.ts'
import type { Child } from '../kit/child.ts'
import type { BenchOptions } from '../kit/options.ts'
import { prepareServer } from '../kit/start-server.ts'
import type { Broker, Shape } from './broker.ts'

const PORT = 19_470

/** A server that runs, with a directory of its own. */
export type Running = {
  processId: () => number
  port: number
  apiKey: string
  /** Bytes on disk. */
  diskBytes: () => number
  kill: () => Promise<void>
  restart: () => Promise<void>
  end: () => Promise<void>
}

export type Subject = { name: string; guarantee: string; start: (shape: Shape) => Promise<Running> }

type Ours = { name: string; database: 'sqlite' | 'postgresql'; checkout?: string }

const GUARANTEES: Readonly<Record<Ours['database'], string>> = {
  sqlite:
    '`synchronous=FULL`: on disk before the `201`; cursors within 0.05 to 0.5 s, repeated by the AOI Client',
  postgresql: '`fsync=on`, the same; the figures leave out the CPU and the disk of the database server',
}

/** The AOI Server; `checkout` is the folder of another one. */
export function aoiServer(options: BenchOptions, { name, database, checkout }: Ours): Subject {
  return {
    name,
    guarantee: GUARANTEES[database],
    start: async ({ groups, members }) => {
      const postgresql = database === 'postgresql' ? await createTemporaryPostgresqlDatabase() : undefined
      const databaseUrl = postgresql?.databaseUrl
      const server = await prepareServer(options, {
        ...(checkout !== undefined && { checkout }),
        ...(databaseUrl !== undefined && { databaseUrl }),
      })
      // The server creates the database with its own schema.
      const first = server.begin()
      await first.ready
      await first.end('SIGTERM')
      const population = { aoiClients: groups * members, registrations: 1, members }
      if (databaseUrl === undefined) await fillSessions(server.dataDirectory, population)
      else await fillPostgresqlSessions(databaseUrl, population)
      await server.begin().ready
      return {
        processId: () => server.run.processId,
        port: Number(new URL(server.url).port),
        apiKey: await server.createKey(BENCH_APPLICATION),
        diskBytes: () => diskBytes(server.dataDirectory),
        kill: () => server.run.end('SIGKILL').then(() => undefined),
        restart: () => server.begin().ready.then(() => undefined),
        end: async () => {
          // Node writes its profiles only at an orderly exit.
          await server.run.end('SIGTERM')
          await server.remove()
          await postgresql?.remove()
        },
      }
    },
  }
}

export function brokerSubject(broker: Broker, place: number): Subject {
  return {
    name: broker.name,
    guarantee: broker.guarantee,
    start: async () => {
      const directory = mkdtempSync(join(tmpdir(), 'aoi-durable-'))
      const port = PORT + place * 2
      let child: Child = await broker.start({ port, directory })
      return {
        ...{ processId: () => child.processId, port, apiKey: '', diskBytes: () => diskBytes(directory) },
        kill: () => child.kill(),
        restart: async () => {
          child = await broker.start({ port, directory })
        },
        end: async () => {
          await child.end()
          rmSync(directory, { recursive: true, force: true })
        },
      }
    },
  }
}

function diskBytes(directory: string): number {
  return Number(execFileSync('du', ['-sb', directory], { encoding: 'utf8' }).split('\t')[0])
}

import { expect, it, onTestFinished, vi } from 'vitest'
import { call } from '../api-caller.ts'
import { ServerProcess } from '../server-process.ts'
import { TcpProxy } from '../tcp-proxy.ts'
import { createTemporaryPostgresqlDatabase } from '../temporary-postgresql.ts'

const WAIT = { timeout: 20_000, interval: 25 }
/** Messages to PostgreSQL after which it goes away: while it is opened, while services are built, and once it serves. */
const MESSAGES = [4, 30, 36]

type Interrupted = { server: ServerProcess; comeBack: () => Promise<void> }

/** Begins a server whose PostgreSQL goes away when the server has sent that many messages to it. */
async function beginInterrupted(messages: number): Promise<Interrupted> {
  const database = await createTemporaryPostgresqlDatabase()
  onTestFinished(database.remove)
  const url = new URL(database.databaseUrl)
  const target = Number(url.port)
  const proxy = await TcpProxy.open(target)
  const at = { port: proxy.port, host: '127.0.0.1' }
  url.host = `${at.host}:${at.port}`
  const server = await ServerProcess.prepare({ databaseUrl: url.href })
  onTestFinished(() => server.remove())
  const closed = proxy.closeAtChunk(messages)
  server.begin()
  await closed
  const comeBack = async () => {
    const next = await TcpProxy.open(target, at)
    onTestFinished(() => next.close())
  }
  return { server, comeBack }
}

async function expectStart({ server, comeBack }: Interrupted): Promise<void> {
  await vi.waitFor(() => expect(server.errors).toMatch(/"event":"database(?:Awaited|Lost)"/), WAIT)
  await comeBack()
  await server.run.ready
  const ready = () => call(server.url, { path: '/api/ready' })
  await vi.waitFor(async () => expect(await ready()).toMatchObject({ status: 200 }), WAIT)
  expect(await server.run.end('SIGTERM')).toEqual({ code: 0, signal: null })
}

it('a server whose PostgreSQL goes away at any moment of the start waits for it, and then serves', async () => {
  await Promise.all(MESSAGES.map(async (messages) => expectStart(await beginInterrupted(messages))))
})

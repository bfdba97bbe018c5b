import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '#server/core/clock.ts'
import type { Failpoint } from '#server/core/failpoint.ts'
import { createApiKey } from '#server/core/server-applications/create-api-key.ts'
import { readEnv } from '#server/env.ts'
import type { EndProcess } from '#server/ops/end-process.ts'
import type { Services } from '#server/services.ts'
import { startServer } from '#server/start.ts'

/** A whole server, without pages, in this process. */
export type TestServer = {
  url: string
  /** The addresses on which it listens. */
  addresses: readonly string[]
  /** The metrics, with `AOI_METRICS_LISTEN`. */
  metricsUrl: string | undefined
  services: Services
  dataDirectory: string
  /** Creates an API key for these applications. */
  createKey(...applications: string[]): Promise<string>
  /** Sends one notification and returns its id. */
  send(input: { key: string; clientAppToken: string; payload: unknown }): Promise<string>
  /** Counts the registrations of all AOI Clients. */
  countRegistrations(): Promise<number>
  /** Counts the members of a token. */
  countMembers(clientAppToken: string): Promise<number>
  stop(): Promise<void>
}

type Overrides = {
  env?: Readonly<Record<string, string>>
  clock?: Clock
  failpoint?: Failpoint
  endProcess?: EndProcess
}

/** Starts a server on a free port, with a fresh SQLite database in a directory of its own. */
export async function startTestServer({ env: given = {}, ...input }: Overrides = {}): Promise<TestServer> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'aoi-'))
  const env = readEnv({ PORT: '0', AOI_DATA_DIR: dataDirectory, AOI_LOG_LEVEL: 'error', ...given })
  const { services, ports, stop, ...started } = await startServer(env, { ...input, pages: false })
  // A public name does not resolve in tests.
  const isPublic = env.publicUrl === undefined || ports.length === 0
  const url = isPublic ? started.url : `http://127.0.0.1:${ports[0]}`
  const { context } = services
  return {
    url,
    addresses: started.addresses,
    metricsUrl: started.metricsUrl,
    services,
    dataDirectory,
    createKey: async (...grants) =>
      (await createApiKey(context, { actor: 'test', name: 'test', grants })).key,
    send: (input) => send(url, input),
    countRegistrations: async () => (await context.store.count()).registrations,
    countMembers: async (token) => (await context.store.findToken(token))?.members ?? 0,
    stop: async () => {
      await stop()
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}

async function send(url: string, { key, ...message }: Parameters<TestServer['send']>[0]): Promise<string> {
  const response = await fetch(`${url}/api/v1/notifications`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ messageType: 'notificationReq', ...message }),
  })
  const answer: { notificationId?: string; desc?: string } = await response.json()
  if (answer.notificationId === undefined) throw new Error(`not sent: ${response.status} ${answer.desc}`)
  return answer.notificationId
}

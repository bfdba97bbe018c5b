import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LIMITS } from '../../protocol/limits.ts'
import { findFreePort } from '../../server/testing/free-port.ts'
import { openNextDoor } from '../../server/testing/next-door.ts'
import { ServerProcess } from '../../server/testing/server-process.ts'
import type { BenchOptions } from '../kit/options.ts'
import { startServer } from '../kit/start-server.ts'
import { type Peer, startNats, startRedis } from './peers.ts'
import type { Speech } from './protocols.ts'
import { makePushRequests, type PushSenderKind } from './pushing.ts'
import { APPLICATION, makeTokens, requestsTo, requestsToHooks } from './sending.ts'

/** A server that accepts notifications. */
export type Subject = {
  name: string
  port: number
  /** Called before each measurement. */
  speech: () => Speech
  /** `undefined` where several processes share the work, or no process is ours. */
  processId?: number
  end: () => Promise<void>
}

const VARIANT = fileURLToPath(new URL('../../dist/bench/run-variant.mjs', import.meta.url))
const MANY_TOKENS = 200

/** The whole load comes from one address: a quota of 0 counts it and refuses nothing. */
const UNLIMITED = {
  AOI_QUOTA_VAPID_KEY_BYTES: '0',
  AOI_QUOTA_SENDER_NETWORK_BYTES: '0',
  AOI_QUOTA_TOKEN_BYTES: '0',
  AOI_QUOTA_AOI_CLIENT_BYTES: '0',
  AOI_QUOTA_CLIENT_NETWORK_BYTES: '0',
}

type Input = { name: string; databaseUrl?: string; tokens?: 'one' | 'many'; checkout?: string }

/** Starts this server, or the server of another checkout. */
export async function openServer(
  options: BenchOptions,
  { name, tokens, databaseUrl, checkout }: Input,
): Promise<Subject> {
  const server = await startServer(options, {
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(checkout === undefined ? {} : { checkout }),
  })
  return toSubject(server, { name, tokens: tokens === 'many' ? MANY_TOKENS : 1 })
}

/** Starts this server with requests to many push resources, because the rate of one push resource is limited. */
export async function openPushResource(
  options: BenchOptions,
  { name, kind }: { name: string; kind: PushSenderKind },
): Promise<Subject> {
  const server = await startServer(options, { env: UNLIMITED })
  const requests = await makePushRequests({ url: server.url, kind, tokens: MANY_TOKENS })
  return serverSubject(server, { name, speech: () => ({ kind: 'http', requests: requests() }) })
}

/** Starts this server with plain hooks, one for each of many tokens. */
export async function openHooks(options: BenchOptions, name: string): Promise<Subject> {
  const server = await startServer(options)
  const addresses: string[] = []
  for (const clientAppToken of await makeTokens(server.url, { count: MANY_TOKENS })) {
    const hook = { name: 'bench', clientAppToken, shape: 'plain', perMinute: LIMITS.hookRequestsPerMinuteMax }
    addresses.push(String((await server.callAdmin('hooks.create', hook)).address))
  }
  const requests = requestsToHooks(addresses)
  return serverSubject(server, { name, speech: () => ({ kind: 'http', requests }) })
}

/** Starts this server with requests that schedule each notification for tomorrow. */
export async function openScheduled(options: BenchOptions, name: string): Promise<Subject> {
  const deliverAt = new Date(Date.now() + 24 * 3_600_000).toISOString()
  return toSubject(await startServer(options), { name, tokens: MANY_TOKENS, elements: { deliverAt } })
}

/** Starts this server with another store: see `run-variant.ts`. */
export async function openVariant(store: 'none' | 'create', { name, databaseUrl }: Input): Promise<Subject> {
  const server = await ServerProcess.start({
    bundle: VARIANT,
    env: { BENCH_STORE: store, AOI_LOG_LEVEL: 'warn' },
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  })
  return toSubject(server, { name, tokens: 1 })
}

async function toSubject(
  server: ServerProcess,
  { name, tokens, elements = {} }: { name: string; tokens: number; elements?: object },
): Promise<Subject> {
  const key = await server.createKey(APPLICATION)
  const requests = requestsTo(await makeTokens(server.url, { count: tokens }), { key, elements })
  return serverSubject(server, { name, speech: () => ({ kind: 'http', requests }) })
}

function serverSubject(server: ServerProcess, named: Pick<Subject, 'name' | 'speech'>): Subject {
  return {
    ...named,
    port: Number(new URL(server.url).port),
    processId: server.run.processId,
    end: async () => {
      await server.run.end('SIGTERM')
      await server.remove()
    },
  }
}

/** Serves the same route by a plain `next start`, on SQLite. */
export async function openNext(name: string): Promise<Subject> {
  const door = await openNextDoor()
  const requests = requestsTo(await makeTokens(door.url, { count: 1 }), { key: door.keys.chat })
  return {
    name,
    port: Number(new URL(door.url).port),
    speech: () => ({ kind: 'http', requests }),
    end: door.close,
  }
}

/** Starts a broker. Returns `undefined` when it is not installed. */
export async function openPeer(peer: 'redis' | 'nats', payload: string): Promise<Subject | undefined> {
  const directory = mkdtempSync(join(tmpdir(), 'aoi-bench-'))
  const input = { directory, payload, port: await findFreePort() }
  const writeFile = (text: string) => {
    const path = join(directory, 'nats.conf')
    writeFileSync(path, text)
    return path
  }
  const remove = () => rmSync(directory, { recursive: true, force: true })
  const started = peer === 'redis' ? await startRedis(input) : await startNats({ ...input, writeFile })
  if (started === undefined) remove()
  return started && toPeerSubject(started, remove)
}

function toPeerSubject({ child, ...peer }: Peer, remove: () => void): Subject {
  return {
    ...peer,
    speech: () => peer.speech,
    processId: child.processId,
    end: async () => {
      await child.end()
      remove()
    },
  }
}

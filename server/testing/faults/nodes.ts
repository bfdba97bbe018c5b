import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { findFreePort } from '../free-port.ts'
import { Haproxy } from '../haproxy.ts'
import { openNodeGround } from '../node-ground.ts'
import { ServerProcess } from '../server-process.ts'
import { makeTemporaryDirectory } from '../temporary-database.ts'
import { APPLICATION } from './cast.ts'
import { Load } from './load.ts'
import { Receiver } from './receiver.ts'
import { Sender } from './sender.ts'

/** `npm run test:faults` has one node more. */
const NODES = process.env.TEST_RANDOM_KILLS === undefined ? 2 : 3
const CLIENTS = 5
const SEED = 'the seed of those behind the proxy'
/** Time for the AOI Clients to be back after any fault of their node. */
const BACK_MILLISECONDS = 10_000

/** Nodes in processes of their own behind HAProxy, AOI Clients that know only the proxy, and a continuous load. */
export type Company = {
  nodes: readonly ServerProcess[]
  receivers: readonly Receiver[]
  senders: readonly Sender[]
  load: Load
  close(): Promise<void>
}

export async function assembleCompany(): Promise<Company> {
  const [ground, directory] = await Promise.all([openNodeGround(), makeTemporaryDirectory()])
  const port = await findFreePort()
  const url = `http://127.0.0.1:${port}`
  const env = { ...ground.env, AOI_PUBLIC_URL: url, AOI_TRUSTED_PROXIES: '1' }
  const nodes = await startNodes(env)
  const proxy = await Haproxy.start({ port, nodes: nodes.map((node) => node.url) })
  const receivers = await openReceivers(url, directory.path)
  const [{ token } = { token: '' }] = await Promise.all(
    receivers.map((receiver) => receiver.join({ applicationName: APPLICATION, tokenSeed: SEED })),
  )
  const key = (await nodes[0]?.createKey(APPLICATION)) ?? ''
  const senders = [1, 2].map(() => new Sender({ url, key }))
  const load = new Load({ senders, tokens: [token], inFlight: 2 })
  const close = async () => {
    await load.stop()
    await Promise.all(receivers.map(({ client }) => client.close()))
    await Promise.all([proxy.stop(), ...nodes.map((node) => node.remove())])
    await Promise.all([ground.remove(), directory.remove()])
  }
  return { nodes, receivers, senders, load, close }
}

/** Waits until every AOI Client is in session again, on any node. */
export async function waitForAll(receivers: readonly Receiver[]): Promise<void> {
  await vi.waitFor(
    () => expect(receivers.filter(({ client }) => client.state.name !== 'connected')).toEqual([]),
    { timeout: BACK_MILLISECONDS, interval: 20 },
  )
}

async function startNodes(env: Readonly<Record<string, string>>): Promise<ServerProcess[]> {
  const nodes = await Promise.all(Array.from({ length: NODES }, () => ServerProcess.prepare({ env })))
  await Promise.all(nodes.map((node) => node.begin().ready))
  return nodes
}

function openReceivers(serverUrl: string, directory: string): Promise<Receiver[]> {
  return Promise.all(
    Array.from({ length: CLIENTS }, (_, index) => {
      const name = `client ${index}`
      return Receiver.open({ name, serverUrl, directory: join(directory, String(index)) })
    }),
  )
}

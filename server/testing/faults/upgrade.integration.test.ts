import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import {
  buildEarlierVersion,
  type EarlierVersion,
  findEarlierCommit,
} from '../../../scripts/test/earlier-version.ts'
import { type NodeGround, openNodeGround } from '../node-ground.ts'
import { hasRedisServer } from '../redis-server.ts'
import { FAILPOINT_BUNDLE, ServerProcess } from '../server-process.ts'
import { makeTemporaryDirectory } from '../temporary-database.ts'
import { APPLICATION } from './cast.ts'
import { describeDelays } from './delays.ts'
import { expectDelivered } from './expect-delivered.ts'
import { Load } from './load.ts'
import { waitForAll } from './nodes.ts'
import { Receiver } from './receiver.ts'
import { Sender } from './sender.ts'

const NODES = 3
/** AOI Clients of each node. They come back to it after its restart. */
const CLIENTS = 1
/** Notifications with TTL 0 that each node accepts after each restart. */
const PASSING = 20
const LASTING_SEED = 'the seed of those that wait'
const PASSING_SEED = 'the seed of those that do not wait'

const earlierCommit = findEarlierCommit()
if (earlierCommit === undefined)
  console.log('test: this is no Git repository, so no upgrade from an earlier version is tested')

/**
 * A rolling upgrade. Every node has AOI Clients of its own and a sender of its own, so at each stage notifications go
 * from nodes of each version to AOI Clients at nodes of each version.
 */
describe.runIf(earlierCommit !== undefined && hasRedisServer())('nodes of two versions, under load', () => {
  let earlier: EarlierVersion
  let ground: NodeGround
  let directory: { path: string; remove: () => Promise<void> }
  let load: Load
  const nodes: ServerProcess[] = []
  const receivers: Receiver[] = []
  const passing: Sender[] = []
  const tokens = { lasting: '', passing: '' }

  beforeAll(async () => {
    earlier = await buildEarlierVersion(earlierCommit ?? '')
    ;[ground, directory] = await Promise.all([openNodeGround(), makeTemporaryDirectory()])
    const { env } = ground
    for (let node = 0; node < NODES; node++)
      nodes.push(await ServerProcess.start({ env, bundle: earlier.bundle }))
    for (const [index, node] of nodes.entries()) await openReceivers(node.url, index)
    const key = (await nodes[0]?.createKey(APPLICATION)) ?? ''
    const senders = nodes.map(({ url }) => new Sender({ url, key }))
    passing.push(...nodes.map(({ url }) => new Sender({ url, key, ttl: 0 })))
    load = new Load({ senders, tokens: [tokens.lasting], inFlight: 1 })
    await load.goOn(30)
  }, 300_000)

  afterAll(async () => {
    await load?.stop()
    await Promise.all(receivers.map(({ client }) => client.close()))
    await Promise.all(nodes.map((node) => node.remove()))
    await Promise.all([ground?.remove(), directory?.remove(), earlier?.remove()])
  })

  it('lose, duplicate and delay nothing while the nodes are upgraded in turn', async () => {
    onTestFailed(() => {
      for (const { output } of nodes) console.log(`faults: a node printed:\n${output}`)
    })
    await sendPassing()
    for (const node of nodes) {
      expect(await node.run.end('SIGTERM')).toEqual({ code: 0, signal: null })
      node.switchTo(FAILPOINT_BUNDLE)
      await node.begin().ready
      await waitForAll(receivers)
      await load.goOn(60)
      await sendPassing()
    }
    await load.stop()
    const accepted = [...load.accepted, ...passing.flatMap((sender) => sender.accepted)]
    const [sender] = passing
    if (sender === undefined) throw new Error('nobody sends')
    await expectDelivered({ accepted, receivers, sender })
    // A node drops a message that it does not understand. The database poller would deliver it, later.
    expect(nodes.flatMap(({ output }) => output.match(/.*"event":"notUnderstood".*/g) ?? [])).toEqual([])
    report()
  })

  /**
   * Sends with TTL 0 from every node while all AOI Clients are connected, and waits for the arrival everywhere. Such a
   * notification is due for two seconds, so it would be lost if no node told the others at once.
   */
  async function sendPassing(): Promise<void> {
    await waitForAll(receivers)
    for (const [index, sender] of passing.entries())
      for (let round = 0; round < PASSING; round++) await sender.send(tokens.passing, index * PASSING + round)
    await expectArrival(passing.flatMap((sender) => sender.accepted).length)
  }

  async function expectArrival(count: number): Promise<void> {
    const arrived = () =>
      receivers.map(
        ({ receipts }) => receipts.filter((receipt) => receipt.clientAppToken === tokens.passing).length,
      )
    await expect.poll(arrived).toEqual(receivers.map(() => count))
  }

  async function openReceivers(serverUrl: string, node: number): Promise<void> {
    for (let index = 0; index < CLIENTS; index++) {
      const name = `client ${index} of node ${node}`
      const receiver = await Receiver.open({ name, serverUrl, directory: join(directory.path, name) })
      receivers.push(receiver)
      const joinBy = (tokenSeed: string) => receiver.join({ applicationName: APPLICATION, tokenSeed })
      tokens.lasting = (await joinBy(LASTING_SEED)).token
      tokens.passing = (await joinBy(PASSING_SEED)).token
    }
  }

  function report(): void {
    const lasting = describeDelays({ accepted: load.accepted, receivers })
    const short = describeDelays({ accepted: passing.flatMap((sender) => sender.accepted), receivers })
    console.log(
      `faults: upgrade from ${earlier.commit}: ${load.accepted.length} notifications (${load.retries} retries), ${lasting}`,
    )
    console.log(`faults: with TTL 0 while all were connected: ${short}`)
  }
})

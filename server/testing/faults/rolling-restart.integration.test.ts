import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { hasHaproxy } from '../haproxy.ts'
import { expectDelivered } from './expect-delivered.ts'
import { assembleCompany, type Company, waitForAll } from './nodes.ts'

const hasProxy = hasHaproxy()
if (!hasProxy)
  console.log(
    'test: there is no haproxy on the PATH, so nodes behind a proxy are not tested (install haproxy)',
  )

describe.runIf(hasProxy)('nodes behind a proxy, under load', () => {
  let company: Company
  beforeAll(async () => {
    company = await assembleCompany()
    await company.load.goOn(20)
  })
  afterAll(() => company.close())

  it('restarted in turn accept every submission at its first retry, and lose and duplicate nothing', async () => {
    const { nodes, receivers, senders, load } = company
    printOnFailure()
    for (const node of nodes) {
      expect(await node.run.end('SIGTERM')).toEqual({ code: 0, signal: null })
      await Promise.all([waitForAll(receivers), node.begin().ready])
      await load.goOn(20)
    }
    expect(Math.max(...senders.map(({ mostRetries }) => mostRetries))).toBeLessThanOrEqual(1)
  })

  it('lose and duplicate nothing when one is killed, and its AOI Clients move to the others', async () => {
    const { nodes, receivers, senders, load } = company
    printOnFailure()
    await nodes[0]?.run.end('SIGKILL')
    await load.goOn(20)
    await waitForAll(receivers)
    await load.goOn(20)
    await load.stop()
    const [sender] = senders
    if (sender === undefined) throw new Error('nobody sends')
    // This includes the notifications that were accepted during the restarts.
    await expectDelivered({ accepted: load.accepted, receivers, sender })
  })

  function printOnFailure(): void {
    onTestFailed(() => {
      for (const { output } of company.nodes) console.log(`faults: a node printed:\n${output}`)
    })
  }
})

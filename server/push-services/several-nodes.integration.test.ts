import { afterAll, beforeAll, expect, test } from 'vitest'
import { call } from '#server/testing/api-caller.ts'
import { type NodeGround, openNodeGround, startNode } from '#server/testing/node-ground.ts'
import { PushMember } from '#server/testing/push-member.ts'
import { type OpenedMessage, PushVendor } from '#server/testing/push-vendor.ts'
import type { TestServer } from '#server/testing/start-test-server.ts'

const MEMBERS = 8
const elements = { tokenSeed: 'the seed of members on two nodes' }
let ground: NodeGround
let vendor: PushVendor
let here: TestServer
let there: TestServer
beforeAll(async () => {
  ground = await openNodeGround({ redis: false })
  const env = { ...ground.env, AOI_OUTBOUND_ALLOW: '127.0.0.1' }
  here = await startNode({ env })
  there = await startNode({ env })
  vendor = await PushVendor.open()
}, 60_000)
afterAll(async () => {
  await Promise.all([here.stop(), there.stop()])
  await vendor.close()
  await ground.remove()
})

test('two nodes share the members of push services, and one goes on alone', async () => {
  const key = await here.createKey('com.example.chat')
  const members: PushMember[] = []
  for (let n = 0; n < MEMBERS; n += 1) {
    const { url } = n % 2 === 0 ? here : there
    members.push(await PushMember.register(url, { vendor, elements }))
  }
  const clientAppToken = members[0]?.token
  const send = async (url: string) => {
    const body = { messageType: 'notificationReq', clientAppToken, payload: 'x' }
    return String((await call(url, { path: '/api/v1/notifications', key, body })).body.notificationId)
  }
  const outcomes = async (id: string) =>
    (await call(there.url, { path: `/api/v1/notifications/${id}`, key })).body

  const first = await send(here.url)
  const messages = await takeOneEach(members, 1)
  // Every confirmation goes to the node that does not deliver to the member.
  for (const [place, { aoi }] of messages.entries()) {
    const { url } = place % 2 === 0 ? there : here
    expect((await call(url, { method: 'POST', path: `/wp/deliveries/${aoi.link}` })).status).toBe(204)
  }
  await expect.poll(async () => (await outcomes(first)).acked, { timeout: 10_000 }).toBe(MEMBERS)

  await here.stop()
  const second = await send(there.url)
  for (const { aoi } of await takeOneEach(members, 2))
    expect((await call(there.url, { method: 'POST', path: `/wp/deliveries/${aoi.link}` })).status).toBe(204)
  await expect.poll(async () => (await outcomes(second)).acked, { timeout: 10_000 }).toBe(MEMBERS)
}, 40_000)

/** Takes messages until each member has the one with `seq`. A message may come again: a node may begin anew. */
async function takeOneEach(members: readonly PushMember[], seq: number): Promise<OpenedMessage[]> {
  const opened = new Map<PushMember, OpenedMessage>()
  while (opened.size < members.length) {
    const message = await vendor.next()
    const member = members.find(({ subscription }) => subscription.id === message.id)
    if (member === undefined) throw new Error('a message to nobody')
    const { message: found } = await member.open(message)
    expect(found.aoi.seq).toBeLessThanOrEqual(seq)
    if (found.aoi.seq === seq) opened.set(member, found)
  }
  return members.flatMap((member) => opened.get(member) ?? [])
}

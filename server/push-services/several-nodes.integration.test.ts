import { afterAll, beforeAll, expect, test } from 'vitest'
import { call } from '#server/testing/api-caller.ts'
import { type NodeGround, openNodeGround, startNode } from '#server/testing/node-ground.ts'
import { PushMember } from '#server/testing/push-member.ts'
import { PushVendor, type VendorMessage } from '#server/testing/push-vendor.ts'
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
  // A node that does not know the other one yet takes its members for unserved, and sends to them again.
  for (const { services } of [here, there]) await expect.poll(() => services.presence.nodeIds).toHaveLength(2)
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
  const messages = await take(MEMBERS)
  expect(new Set(messages.map(({ id }) => id))).toEqual(
    new Set(members.map(({ subscription }) => subscription.id)),
  )
  // Every confirmation goes to the node that does not deliver to the member.
  for (const [place, member] of members.entries()) {
    const message = messages.find(({ id }) => id === member.subscription.id)
    if (message === undefined) throw new Error('no message')
    const { aoi } = (await member.open(message)).message
    const { url } = place % 2 === 0 ? there : here
    expect((await call(url, { method: 'POST', path: `/wp/deliveries/${aoi.link}` })).status).toBe(204)
  }
  await expect.poll(async () => (await outcomes(first)).acked, { timeout: 10_000 }).toBe(MEMBERS)

  await here.stop()
  const second = await send(there.url)
  for (const message of await take(MEMBERS)) {
    const member = members.find(({ subscription }) => subscription.id === message.id)
    const { aoi } = (await member?.open(message))?.message ?? {}
    expect(aoi?.seq).toBe(2)
    expect((await call(there.url, { method: 'POST', path: `/wp/deliveries/${aoi?.link}` })).status).toBe(204)
  }
  await expect.poll(async () => (await outcomes(second)).acked, { timeout: 10_000 }).toBe(MEMBERS)
  expect(vendor.received).toHaveLength(2 * MEMBERS)
}, 40_000)

async function take(count: number): Promise<VendorMessage[]> {
  const messages: VendorMessage[] = []
  while (messages.length < count) messages.push(await vendor.next())
  return messages
}

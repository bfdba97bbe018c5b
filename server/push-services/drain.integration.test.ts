import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PushMember } from '#server/testing/push-member.ts'
import { PushVendor } from '#server/testing/push-vendor.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'

let dataDirectory: string
let vendor: PushVendor
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'aoi-drain-'))
  vendor = await PushVendor.open()
})
afterAll(async () => {
  await vendor.close()
  await rm(dataDirectory, { recursive: true, force: true })
})

const start = () => startTestServer({ env: { AOI_OUTBOUND_ALLOW: '127.0.0.1', AOI_DATA_DIR: dataDirectory } })

/** The highest seq that the database knows as accepted by the push service. */
async function acceptedSeq({ services }: TestServer, { as }: PushMember): Promise<number | undefined> {
  const { store, pushMembers } = services.context
  const { rows } = await store.listRegistrations({ aoiClientId: as.aoiClientId, limit: 1 })
  const registrationId = rows[0]?.registrationId ?? 0
  return (await pushMembers.store.findServices([registrationId])).get(registrationId)?.acceptedSeq
}

test('the end of the server loses no answer of a push service, not even of a request under way', async () => {
  const server = await start()
  const member = await PushMember.register(server.url, { vendor })
  const key = await server.createKey('com.example.chat')
  const send = () => server.send({ key, clientAppToken: member.token, payload: 'x' })
  await send()
  await vendor.next()
  await expect.poll(() => acceptedSeq(server, member)).toBe(1)
  // The same answer as before, so it is not written at once.
  vendor.answer = () => ({ status: 201, milliseconds: 600 })
  await send()
  await vendor.next()
  await server.stop()

  vendor.answer = () => ({ status: 503 })
  const restarted = await start()
  expect(await acceptedSeq(restarted, member)).toBe(2)
  await restarted.stop()
})

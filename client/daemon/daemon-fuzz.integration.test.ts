import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { brokenBodies } from '../../server/testing/api-inputs.ts'
import { startTestServer, type TestServer } from '../../server/testing/start-test-server.ts'
import { daemonForEachTest } from './testing/daemon-for-each-test.ts'

const INPUTS = Number(process.env.TEST_FUZZ_INPUTS ?? 1000)
const LINES_PER_CONNECTION = 200

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const daemon = daemonForEachTest(() => server.url)

test(`the daemon answers ${INPUTS} random and mutated lines, or closes the connection`, {
  timeout: 3_600_000,
}, async () => {
  const bystander = await daemon.connect()
  const clientAppToken = await bystander.register({ tokenSeed: 'the bystander’s own secret' })
  const key = await server.createKey('com.example.news')
  const seed = Date.now() % 2 ** 31
  for (let sent = 0; sent < INPUTS; sent += LINES_PER_CONNECTION) {
    const app = await daemon.connect()
    for (const line of fc.sample(lines(), {
      numRuns: LINES_PER_CONNECTION,
      seed: seed + sent,
    })) {
      app.write(typeof line === 'string' ? `${line}\n` : Buffer.from([...line, 10]))
    }
    await app.crash()
  }
  const id = await server.send({ key, clientAppToken, payload: 'all well?' })
  expect(await bystander.take('notification'), `seed ${seed}`).toMatchObject({ id, payload: 'all well?' })
})

/** Lines that start valid and are then broken. None registers for good, which would only fill the server. */
function lines(): fc.Arbitrary<string | Uint8Array> {
  const id = '01a207fa-79a5-72c8-8d07-5cb8b5984801'
  return fc.oneof(
    ...[
      { messageType: 'notificationAck', id, requestId: 1 },
      { messageType: 'clientAppDeregistrationReq', clientAppToken: `u1${'a'.repeat(43)}`, requestId: 'r' },
      { messageType: 'clientAppRegistrationReq', ApplicationName: '', requestId: 2 },
      { messageType: 'clientAppRegistrationReq', ApplicationName: 'com.example.news', tokenSeed: '' },
    ].map(brokenBodies),
    fc.string({ unit: 'binary', maxLength: 200 }),
  )
}

import { setInterval } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { registerApp, registerClient } from '#server/testing/api-caller.ts'
import { publish } from '#server/testing/faults/publish.ts'
import { RawSession } from '#server/testing/raw-session.ts'
import { readMemory } from '#server/testing/read-memory.ts'
import { ServerProcess } from '#server/testing/server-process.ts'

const ApplicationName = 'com.example.chat'
const PAYLOAD_BYTES = 32_000
/** 32 MB of payloads. */
const PUBLISHED = 1000
const ALLOWED_GROWTH_MB = 20
const LIE_MILLISECONDS = 12
/** Each could free a window of 64 KiB: together more than was published. */
const LIES = 600

test('a socket that acknowledges without reading costs no memory either', {
  timeout: 120_000,
}, async () => {
  const env = { AOI_MAX_PAYLOAD_BYTES: '32768', NODE_OPTIONS: '--expose-gc' }
  const server = await ServerProcess.start({ env })
  onTestFinished(() => server.remove())
  const key = await server.createKey(ApplicationName)
  const as = await registerClient(server.url)
  const token = await registerApp(server.url, {
    as,
    ApplicationName,
    tokenSeed: 'a secret of more than 16 bytes',
  })
  await publish({ url: server.url, key, token, count: PUBLISHED, payloadBytes: PAYLOAD_BYTES })
  const liar = await RawSession.bind(server.url, as)
  onTestFinished(() => liar.socket.terminate())
  liar.socket.pause()
  const before = await readMemory(server)
  await acknowledgeBlindly(liar, token)
  const after = await readMemory(server)

  console.log(`hub: lies about reading: holds ${before.heldMb} MB before and ${after.heldMb} MB after`)
  expect(after.heldMb - before.heldMb).toBeLessThan(ALLOWED_GROWTH_MB)
})

/** Acknowledges every seq, received or not, as often as the message limit allows. */
async function acknowledgeBlindly(liar: RawSession, token: string): Promise<void> {
  const message = { messageType: 'notificationAck', acks: [[token, Number.MAX_SAFE_INTEGER]] }
  let said = 0
  for await (const _ of setInterval(LIE_MILLISECONDS)) {
    liar.event('notificationAck', message)
    said += 1
    if (said === LIES) return
  }
}

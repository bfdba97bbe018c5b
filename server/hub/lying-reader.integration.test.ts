import { setInterval } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { registerApp, registerClient } from '#server/testing/api-caller.ts'
import { publish } from '#server/testing/faults/publish.ts'
import { RawSession } from '#server/testing/raw-session.ts'
import { readMemory } from '#server/testing/read-memory.ts'
import { ServerProcess } from '#server/testing/server-process.ts'

const ApplicationName = 'com.example.chat'
const PAYLOAD_BYTES = 16_000
/** 48 MB of payloads. */
const PUBLISHED = 3000
const ALLOWED_GROWTH_MB = 20

test('a socket that acknowledges what it never reads costs no memory either', {
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
  const send = (count: number) => publish({ url: server.url, key, token, count, payloadBytes: PAYLOAD_BYTES })
  await send(300)
  const liar = await RawSession.bind(server.url, as)
  onTestFinished(() => liar.socket.terminate())
  const before = await readMemory(server)

  liar.socket.pause()
  const over = new AbortController()
  const lying = acknowledgeBlindly(liar, { token, signal: over.signal })
  await send(PUBLISHED)
  const during = await readMemory(server)
  over.abort()
  await lying

  console.log(
    `hub: lies about reading: holds ${before.heldMb} MB before and ${during.heldMb} MB during 48 MB`,
  )
  expect(during.heldMb - before.heldMb).toBeLessThan(ALLOWED_GROWTH_MB)
})

/** Everything there is, twenty times a second, whether it came or not. */
async function acknowledgeBlindly(
  liar: RawSession,
  input: { token: string; signal: AbortSignal },
): Promise<void> {
  const ticks = setInterval(50, undefined, { signal: input.signal })
  try {
    for await (const _ of ticks) {
      liar.event('notificationAck', {
        messageType: 'notificationAck',
        acks: [[input.token, Number.MAX_SAFE_INTEGER]],
      })
      liar.send('3')
    }
  } catch (error) {
    if (!input.signal.aborted) throw error
  }
}

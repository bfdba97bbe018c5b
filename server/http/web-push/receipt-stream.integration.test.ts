import { expect, it, onTestFinished } from 'vitest'
import { LIMITS } from '#protocol'
import { pathIn, push, registerForPush } from '#server/testing/push-door.ts'
import { startTestServer } from '#server/testing/start-test-server.ts'
import { TestClock } from '#server/testing/test-clock.ts'

/** The time after which nginx, by default, gives up on a silent server. */
const PROXY_SECONDS = 60

it('a stream of receipts sends a comment line every 20 s, and ends before a proxy would close it', async () => {
  expect(LIMITS.receiptWaitSeconds).toBeLessThan(PROXY_SECONDS)
  const clock = new TestClock(Date.now())
  const server = await startTestServer({ clock })
  onTestFinished(() => server.stop())
  const sent = await push(server.url, await registerForPush(server.url, { webPush: true }), {
    ttl: '3600',
    prefer: 'respond-async',
  })
  const path = pathIn(sent, 'link')
  const stream = await fetch(`${server.url}${path}`, { headers: { accept: 'text/event-stream' } })
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
  expect((await reader?.read())?.value).toBe(': waiting\n\n')
  for (let comment = 0; comment < 2; comment += 1) {
    clock.advance(LIMITS.streamCommentSeconds * 1000)
    expect((await reader?.read())?.value).toBe(': waiting\n\n')
  }
  clock.advance(LIMITS.receiptWaitSeconds * 1000)
  for (let read = await reader?.read(); read?.done === false; read = await reader?.read())
    expect(read.value).toMatch(/^(?:: waiting\n\n)+$/)
})

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { LIMITS } from '#protocol'
import { systemClock } from '#server/ops/system-clock.ts'
import { BrowserLine } from './browser-line.ts'

/** So large that a few of them fill the buffers of both kernels. */
const LARGE = {
  messageType: 'notification',
  channelID: 'd9b74644-4f97-46aa-b8fa-9393985cd6cd',
  version: '1',
  data: 'A'.repeat(10_000),
} as const
const MANY = 20_000

describe('BrowserLine', () => {
  it('disconnects a browser that lets answers pile up', async () => {
    const { line, browser } = await connect()
    browser.pause()
    for (let said = 0; said < MANY && line.isOpen; said += 1) {
      line.send(LARGE)
      if (said % (LIMITS.pushSocketAnswersWaiting / 2) === 0) await setImmediate()
    }
    expect(line.isOpen).toBe(false)
  })

  it('sends every answer to a browser that reads', async () => {
    const { line, browser } = await connect()
    let pongs = 0
    browser.on('message', () => {
      pongs += 1
    })
    const count = LIMITS.pushSocketAnswersWaiting * 3
    for (let said = 0; said < count; said += 1) {
      line.send({})
      if (said % (LIMITS.pushSocketAnswersWaiting / 2) === 0) await setImmediate()
    }
    await expect.poll(() => pongs).toBe(count)
    expect(line.isOpen).toBe(true)
  })
})

/** Both ends of one websocket. */
async function connect(): Promise<{ line: BrowserLine; browser: WebSocket }> {
  const http = createServer()
  const server = new WebSocketServer({ server: http })
  await once(http.listen(0, '127.0.0.1'), 'listening')
  const browser = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`)
  const [socket] = (await once(server, 'connection')) as [WebSocket]
  socket.on('error', () => {})
  await once(browser, 'open')
  onTestFinished(() => {
    browser.terminate()
    server.close()
    http.close()
  })
  return { line: new BrowserLine({ socket, clock: systemClock }), browser }
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RawBrowser } from '#server/testing/raw-browser.ts'
import { SkippingClock } from '#server/testing/skipping-clock.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'

/**
 * Recorded conversations of real clients, with each message letter by letter. `acks` is true if the client
 * acknowledges.
 */
const CLIENTS = [
  {
    name: 'a distributor for Linux that acknowledges nothing and asks for no subprotocol',
    hello: (uaid: string | undefined) =>
      uaid ? `{"messageType":"hello","uaid":"${uaid}"}` : '{"messageType":"hello"}',
    register: (channelID: string) => `{"channelID":"${channelID}","messageType":"register"}`,
    acks: false,
    protocol: '',
  },
  {
    name: 'a distributor for Android that writes null for every element that it leaves out',
    hello: (uaid: string | undefined) =>
      `{"messageType":"hello","uaid":${uaid ? `"${uaid}"` : 'null'},"broadcasts":null,"use_webpush":true}`,
    register: (channelID: string) => `{"messageType":"register","channelID":"${channelID}","key":null}`,
    acks: true,
    protocol: 'push-notification',
  },
  {
    name: 'a client in the style of the test suite of autopush, with elements that nobody reads',
    hello: (uaid: string | undefined) =>
      `{"messageType":"hello","use_webpush":true,"uaid":"${uaid ?? ''}","channelIDs":[],"wakeup_hostport":null}`,
    register: (channelID: string) => `{"messageType":"register","channelID":"${channelID.toUpperCase()}"}`,
    acks: true,
    protocol: 'push-notification',
  },
]

const CHANNEL = '0c38e6e5-1c62-4d85-9a2b-3ad1ac93f5e1'

let server: TestServer
const clock = new SkippingClock()
beforeAll(async () => {
  server = await startTestServer({ clock })
})
afterAll(() => server.stop())

const push = (endpoint: string, ttl = '3600') =>
  fetch(endpoint, { method: 'POST', headers: { ttl }, body: 'x' }).then(({ status }) => status)

describe.each(CLIENTS)('$name', ({ hello, register, acks, protocol }) => {
  const connect = async (known?: string) => {
    const browser = new RawBrowser(server.url, { protocol })
    browser.send(hello(known))
    return { browser, uaid: (await browser.next('hello')).uaid }
  }

  it('registers, gets missed messages when it is back, and keeps its connection', async () => {
    const { browser, uaid } = await connect()
    browser.send(register(CHANNEL))
    const { status, pushEndpoint } = await browser.next('register')
    expect(status).toBe(200)
    expect(await push(pushEndpoint)).toBe(201)
    const first = await browser.next('notification')
    if (acks)
      browser.send({
        messageType: 'ack',
        updates: [{ channelID: first.channelID, version: first.version, code: null }],
      })
    else {
      // Longer than an AOI Client may owe an acknowledgement.
      clock.skip(120_000)
      expect(await push(pushEndpoint)).toBe(201)
      await browser.next('notification')
    }
    browser.send({ messageType: 'ping' })
    await browser.leave()
    expect(await push(pushEndpoint)).toBe(201)
    const again = await connect(uaid)
    expect(again.uaid).toBe(uaid)
    const expected = acks ? 1 : 3
    for (let n = 0; n < expected; n += 1) await again.browser.next('notification')
    await again.browser.leave()
  })
})

it('a client that acknowledges nothing gets one window of messages, and no more', async () => {
  const browser = new RawBrowser(server.url)
  browser.send('{"messageType":"hello"}')
  await browser.next('hello')
  browser.send(`{"messageType":"register","channelID":"${CHANNEL}"}`)
  const { pushEndpoint } = await browser.next('register')
  const came = () =>
    browser.received.filter((message) => 'messageType' in message && message.messageType === 'notification')
      .length
  for (let n = 0; n < 70; n += 1) expect(await push(pushEndpoint)).toBe(201)
  await expect.poll(came).toBe(64)
  clock.skip(60_000)
  await expect.poll(came).toBe(70)
  expect(browser.socket.readyState).toBe(1)
  await browser.leave()
})

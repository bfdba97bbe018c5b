import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import webPush from 'web-push'
import type { TestServer } from '../start-test-server.ts'
import { startTestServer } from '../start-test-server.ts'
import { COMMANDS } from './commands.ts'
import { Member, SUBSCRIPTIONS, type SubscriptionName } from './group.ts'
import type { Sending, Sent } from './sending.ts'
import { TTL_SECONDS } from './sending.ts'
import { type Libraries, startLibraries } from './start-libraries.ts'
import { startTlsProxy, type TlsProxy } from './tls-proxy.ts'

const LIBRARY_NAMES = [
  'web-push',
  'web-push (aesgcm)',
  'web-push-neo',
  '@mmmike/web-push',
  'web-push-browser',
  '@block65/webcrypto-web-push 1',
  '@block65/webcrypto-web-push 2',
  '@pushforge/builder',
  'webpush-webcrypto',
  'node-pushnotifications',
]

const vapidKeys = webPush.generateVAPIDKeys()
let proxy: TlsProxy
let server: TestServer
let libraries: Libraries
/** Alice provides the endpoint. Bob, the second member, receives the messages that the tests check. */
let bob: Member
let alice: Member

beforeAll(async () => {
  proxy = await startTlsProxy()
  server = await startTestServer({ env: { AOI_PUBLIC_URL: proxy.origin } })
  proxy.forwardTo(Number(new URL(server.url).port))
  libraries = startLibraries(proxy.certificatePath)
  alice = await Member.join({ serverUrl: server.url, vapidKey: vapidKeys.publicKey })
  bob = await Member.join({ serverUrl: server.url, vapidKey: vapidKeys.publicKey })
})

afterAll(async () => {
  await Promise.all([alice?.switchOff(), bob?.switchOff(), libraries?.close()])
  await server?.stop()
  await proxy?.close()
})

describe.each(LIBRARY_NAMES)('%s', (name) => {
  const send = (sending: Sending) => libraries.send(name, sending)

  it('reaches the second member of every subscription', async () => {
    await expectAll(send)
  })

  it('reaches that member also after an absence', async () => {
    await expectAllAfterAbsence(send)
  })
})

describe.each(Object.entries(COMMANDS))('%s', (_name, command) => {
  const send = (sending: Sending) => command.send(sending, proxy.certificatePath)
  const names = SUBSCRIPTIONS.filter(({ bound }) => !(bound && command.isUnsigned)).map(({ name }) => name)

  it('reaches the second member of every subscription that accepts it', async ({ skip }) => {
    await command.probe().catch((error) => skip(`it cannot run here: ${error.message}`))
    await expectAll(send, names)
  })

  it('reaches that member also after an absence', async ({ skip }) => {
    await command.probe().catch((error) => skip(`it cannot run here: ${error.message}`))
    await expectAllAfterAbsence(send, names)
  })
})

it('a sender that cannot sign is refused by a bound subscription', async ({ skip }) => {
  const { curl } = COMMANDS
  await curl?.probe().catch((error) => skip(`it cannot run here: ${error.message}`))
  const subscription = alice.subscriptions.get('shared and bound')
  if (subscription === undefined) throw new Error('there is no such subscription')
  const sending = { subscription, vapidKeys, message: { title: 'by nobody', body: 'unsigned' } }
  expect(await curl?.send(sending, proxy.certificatePath)).toMatchObject({ status: 401 })
})

const ALL = SUBSCRIPTIONS.map(({ name }) => name)
let sentMessages = 0

async function expectAll(send: (sending: Sending) => Promise<Sent>, names: SubscriptionName[] = ALL) {
  const titles = await sendTo(send, names)
  await expectReceived(titles)
}

async function expectAllAfterAbsence(
  send: (sending: Sending) => Promise<Sent>,
  names: SubscriptionName[] = ALL,
) {
  await bob.switchOff()
  const sent = sendTo(send, names)
  await sent.catch(() => undefined)
  bob.switchOn()
  await expectReceived(await sent)
}

/** Sends one message to each subscription. Returns their titles. */
async function sendTo(send: (sending: Sending) => Promise<Sent>, names: SubscriptionName[]) {
  return Promise.all(
    names.map(async (name) => {
      // The endpoint of the group comes from the other member. A unique endpoint is Bob's own.
      const subscription = (name.startsWith('shared') ? alice : bob).subscriptions.get(name)
      if (subscription === undefined) throw new Error(`there is no subscription that is ${name}`)
      sentMessages += 1
      const title = `Grüße ☂ ${sentMessages}`
      const sent = await send({ subscription, vapidKeys, message: { title, body: 'from a sender' } })
      if (sent.status !== undefined) expectAccepted(sent)
      return { name, title }
    }),
  )
}

/** RFC 8030, section 5: the message is created, has a location, and has a TTL. */
function expectAccepted({ status, headers }: Sent): void {
  expect(status).toBe(201)
  expect(headers).toMatchObject({
    location: expect.stringMatching(/^https:\/\/localhost:\d+\/wp\//),
    ttl: String(TTL_SECONDS),
  })
}

async function expectReceived(sent: { name: SubscriptionName; title: string }[]): Promise<void> {
  for (const { name, title } of sent) {
    const received = () => bob.textsOf(name).map((text) => (JSON.parse(text) as { title: string }).title)
    await expect.poll(received).toContain(title)
  }
}

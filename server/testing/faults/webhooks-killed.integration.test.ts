import { setTimeout as delay } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { registerGroup } from '../api-caller.ts'
import { isSigned, openReceiver, type Streamed } from '../events/receiver.ts'
import { ServerProcess } from '../server-process.ts'

const EVENTS = Number(process.env.TEST_WEBHOOK_EVENTS ?? 60)
const KILLS = Number(process.env.TEST_WEBHOOK_KILLS ?? 1)
const APPLICATION = 'com.example.chat'
const SENDERS = 4
const RETRY_MILLISECONDS = 50

/** The same pseudo-random numbers in every run (Park and Miller). */
function makeRandom(): () => number {
  let state = 20_261_130
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

it(`a webhook that fails half of the time and a stream get ${EVENTS} events in order, with the server killed ${KILLS} times`, {
  timeout: 60_000 + EVENTS * 200 + KILLS * 10_000,
}, async () => {
  const random = makeRandom()
  const receiver = await openReceiver()
  receiver.answer = () => {
    const luck = random()
    if (luck < 0.25) return 0
    return luck < 0.5 ? 500 : 204
  }
  const server = await ServerProcess.start({ env: { AOI_OUTBOUND_ALLOW: '127.0.0.1' } })
  onTestFinished(async () => {
    await server.remove()
    await receiver.close()
  })
  const clientAppToken = await registerGroup(server.url, 1)
  const key = await server.createKey(APPLICATION)
  const { secret } = await server.callAdmin('webhooks.create', {
    ...{ name: 'proof', url: receiver.url, applications: [APPLICATION], types: ['notification.accepted'] },
  })
  const reader = followStream(server.url, key)
  onTestFinished(() => reader.stop())
  await reader.opened

  const accepted: string[] = []
  const send = async () => {
    while (accepted.length < EVENTS) {
      const id = await sendOne(server.url, { key, clientAppToken })
      if (id === undefined) await delay(RETRY_MILLISECONDS)
      else accepted.push(id)
    }
  }
  const taken = () => receiver.received.filter(({ status }) => status === 204)
  const kill = async () => {
    for (let kills = 1; kills <= KILLS; kills += 1) {
      const place = Math.floor((EVENTS * (kills - 1 + random())) / KILLS)
      while (taken().length < place) await delay(5)
      await server.run.end('SIGKILL')
      await server.begin().ready
    }
  }
  await Promise.all([kill(), ...Array.from({ length: SENDERS }, send)])

  const taking = () => new Set(taken().map(({ body }) => readEvent(body).id))
  const missing = (has: ReadonlySet<string>) => accepted.filter((id) => !has.has(id)).length
  const options = { timeout: 30_000 + EVENTS * 150, interval: 200 }
  await expect.poll(() => missing(taking()), options).toBe(0)
  const streamed = () => reader.streamed.map(({ data = '' }) => readEvent(data))
  await expect.poll(() => missing(new Set(streamed().map(({ id }) => id))), options).toBe(0)

  expect(receiver.received.filter((request) => !isSigned(request, String(secret)))).toEqual([])
  expect(receiver.received.length).toBeGreaterThan(EVENTS * 1.5)
  const seqs = firstSeqs(taken().map(({ body }) => readEvent(body)))
  expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
  const places = firstSeqs(streamed())
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  const eventOf = new Map(receiver.received.map(({ id, body }) => [id, body]))
  expect(receiver.received.filter(({ id, body }) => eventOf.get(id) !== body)).toEqual([])
  console.log(
    `webhooks: ${receiver.received.length} requests for ${seqs.length} events, ${taken().length - seqs.length} repeated; ` +
      `stream: ${reader.streamed.length} events, opened ${reader.opens} times`,
  )
})

type Told = { id: string; seq: number }

function readEvent(body: string): Told {
  return (JSON.parse(body) as { data: Told }).data
}

/** Returns the seqs in the order in which they came first. */
function firstSeqs(events: readonly Told[]): number[] {
  return [...new Set(events.map(({ seq }) => seq))]
}

async function sendOne(
  url: string,
  { key, clientAppToken }: { key: string; clientAppToken: string },
): Promise<string | undefined> {
  try {
    const response = await fetch(`${url}/api/v1/notifications`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ messageType: 'notificationReq', clientAppToken, payload: 1 }),
    })
    const { notificationId } = (await response.json()) as { notificationId?: string }
    return notificationId
  } catch {
    // The server was killed.
    return undefined
  }
}

/** Follows the stream through every end of the server, as an `EventSource` does. */
function followStream(url: string, key: string) {
  const stop = new AbortController()
  let open = () => {}
  const follower = {
    streamed: [] as Streamed[],
    opens: 0,
    opened: new Promise<void>((resolve) => {
      open = resolve
    }),
    stop: () => stop.abort(),
  }
  const follow = async () => {
    while (!stop.signal.aborted) {
      const last = follower.streamed.at(-1)?.id
      const headers = {
        authorization: `Bearer ${key}`,
        ...(last === undefined ? {} : { 'last-event-id': last }),
      }
      try {
        const query = '?types=notification.accepted'
        const response = await fetch(`${url}/api/v1/events${query}`, { headers, signal: stop.signal })
        if (response.status !== 200) throw new Error(`answered with ${response.status}`)
        follower.opens += 1
        open()
        let rest = ''
        const text = response.body?.pipeThrough(new TextDecoderStream()).getReader()
        for (let read = await text?.read(); read?.done === false; read = await text?.read()) {
          const blocks = (rest + read.value).split('\n\n')
          rest = blocks.pop() ?? ''
          follower.streamed.push(...blocks.filter((block) => block.startsWith('id: ')).map(readBlock))
        }
      } catch {
        await delay(RETRY_MILLISECONDS)
      }
    }
  }
  void follow()
  return follower
}

function readBlock(block: string): Streamed {
  return Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)))
}

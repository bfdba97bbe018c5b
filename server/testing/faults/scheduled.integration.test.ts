import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { APPLICATION, assembleCast, type Cast } from './cast.ts'
import { DATABASES } from './databases.ts'
import { expectDelivered } from './expect-delivered.ts'
import type { Accepted, Sender } from './sender.ts'

const LONG = process.env.TEST_SCHEDULED
const COUNT = Number(LONG ?? 40)
const KILLS = LONG === undefined ? 1 : 20
/** How far ahead the notifications are scheduled at most. */
const AHEAD_MILLISECONDS = LONG === undefined ? 2000 : 20_000
const LIFE_MILLISECONDS = 2000
const SENDERS = 4
const LATE_MILLISECONDS = 2000

type Run = { from: number; to: number }
type Scheduled = { id: string; payload: number; deliverAt: number }
type Sent = Scheduled & { acceptedAt: number; accepted: Accepted }

describe.each(LONG === undefined ? DATABASES.slice(0, 1) : DATABASES)(
  'a server on $database',
  ({ database, create }) => {
    it(`killed at random (${KILLS}) sends each of ${COUNT} scheduled notifications once, and none early`, {
      timeout: 240_000 + KILLS * 20_000,
    }, async () => {
      const cast = await assembleCast({ create, receivers: 2, senders: SENDERS })
      const token = await join(cast)
      const [scheduled, runs] = await Promise.all([schedule(cast, token), killAtRandom(cast)])
      const sent: Sent[] = []
      for (const one of scheduled)
        sent.push(
          await vi.waitFor(() => readSent(cast.sender, { token, one }), {
            timeout: AHEAD_MILLISECONDS + 60_000,
            interval: 500,
          }),
        )
      expect(sent.filter(({ acceptedAt, deliverAt }) => acceptedAt < deliverAt)).toEqual([])
      const { receivers, sender } = cast
      await expectDelivered({ accepted: sent.map(({ accepted }) => accepted), receivers, sender })
      const late = sent.map((one) => latenessOf(one, runs)).sort((a, b) => a - b)
      const p99 = late[Math.ceil(late.length * 0.99) - 1] ?? 0
      console.log(
        `faults: ${database}: ${COUNT} scheduled, ${KILLS} kills, late while the server ran: p50 ${late[late.length >> 1]} ms, p99 ${p99} ms, most ${late.at(-1)} ms`,
      )
      // The short form runs beside other tests, so it measures nothing.
      if (LONG !== undefined) expect(p99).toBeLessThanOrEqual(LATE_MILLISECONDS)
    })
  },
)

async function join({ receivers }: Cast): Promise<string> {
  const joined = receivers.map((one) =>
    one.join({ applicationName: APPLICATION, tokenSeed: 'the seed of a calendar' }),
  )
  const [first] = await Promise.all(joined)
  if (first === undefined) throw new Error('there is no receiver')
  return first.token
}

/** Schedules all of them, for random times, while the server is killed. */
async function schedule({ senders }: Cast, token: string): Promise<Scheduled[]> {
  const scheduled: Scheduled[] = []
  const pause = (KILLS * LIFE_MILLISECONDS) / (COUNT / SENDERS)
  let next = 0
  const work = async (sender: Sender) => {
    while (next < COUNT) {
      const payload = next
      next += 1
      const deliverAt = Date.now() + 500 + Math.floor(Math.random() * AHEAD_MILLISECONDS)
      scheduled.push({ id: await sender.schedule(token, payload, deliverAt), payload, deliverAt })
      await delay(Math.random() * pause)
    }
  }
  await Promise.all(senders.map(work))
  return scheduled
}

/** Kills the server some time after each start, and starts it again. Returns the times in which it ran. */
async function killAtRandom({ server }: Cast): Promise<Run[]> {
  const runs: Run[] = []
  let from = Date.now()
  for (let killed = 0; killed < KILLS; killed += 1) {
    await delay(Math.random() * LIFE_MILLISECONDS)
    runs.push({ from, to: Date.now() })
    expect(await server.run.end('SIGKILL')).toMatchObject({ signal: 'SIGKILL' })
    await server.begin().ready
    from = Date.now()
  }
  return [...runs, { from, to: Number.POSITIVE_INFINITY }]
}

/** Throws while it still waits for its time. */
async function readSent(sender: Sender, { token, one }: { token: string; one: Scheduled }): Promise<Sent> {
  const { status, seq, recipients, acceptedAt } = await sender.getStatus(one.id)
  if (seq === undefined) throw new Error(`notification ${one.payload} is ${status}`)
  const accepted = { id: one.id, clientAppToken: token, seq, recipients, payload: one.payload }
  return { ...one, acceptedAt: Date.parse(acceptedAt), accepted }
}

/** Returns for how many milliseconds the server ran between the wanted time and the delivery. */
function latenessOf({ deliverAt, acceptedAt }: Sent, runs: readonly Run[]): number {
  return runs.reduce(
    (sum, { from, to }) => sum + Math.max(0, Math.min(to, acceptedAt) - Math.max(from, deliverAt)),
    0,
  )
}

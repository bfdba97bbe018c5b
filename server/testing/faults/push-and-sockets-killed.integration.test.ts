import { setTimeout as delay } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { PushVendor } from '../push-vendor.ts'
import { APPLICATION, assembleCast } from './cast.ts'
import { expectDelivered } from './expect-delivered.ts'
import { Load } from './load.ts'
import { PushReceiver } from './push-receiver.ts'

/** `npm run test:push-kills` runs the long form. */
const NOTIFICATIONS = Number(process.env.TEST_MIXED_NOTIFICATIONS ?? 60)
const KILLS = Number(process.env.TEST_MIXED_KILLS ?? 1)
const MEMBERS_OF_EACH = 2
/** A person looks at the page after so many notifications. The worker goes on 5 seconds after the page has closed. */
const PAGE_EVERY = 3000
/**
 * How often a worker is killed at each of its three steps. A kill before the confirmation keeps a place of the window of 16
 * until the person looks at the page, so long forms have fewer.
 */
const WORKER_KILL = NOTIFICATIONS > 1000 ? 0.0005 : 0.03
/** Nothing has come to the workers for so long: they have everything that the push service gets. */
const QUIET_MILLISECONDS = 7000
const tokenSeed = 'the seed of a mixed group'

it(`${NOTIFICATIONS} notifications, half of the members at a push service, come to each person exactly once, however often the server is killed (${KILLS})`, {
  timeout: 240_000 + NOTIFICATIONS * 30 + KILLS * 20_000,
}, async () => {
  const env = { AOI_OUTBOUND_ALLOW: '127.0.0.1' }
  const { server, receivers, sender, senders } = await assembleCast({
    receivers: MEMBERS_OF_EACH,
    senders: 2,
    env,
  })
  const vendor = await PushVendor.open()
  onTestFinished(() => vendor.close())
  const names = Array.from({ length: MEMBERS_OF_EACH }, (_, index) => `push ${index + 1}`)
  const isKilled = () => Math.random() < WORKER_KILL
  const persons = await Promise.all(
    names.map((name) => PushReceiver.join({ name, url: server.url, vendor, tokenSeed, isKilled })),
  )
  vendor.answer = (message) => {
    void persons.find((person) => person.isFor(message))?.wake({ ...message, status: 201 })
    return { status: 201 }
  }
  // The wire's seed is the seed itself, as the members at the push service send it.
  for (const receiver of receivers)
    await receiver.join({ applicationName: APPLICATION, tokenSeed, split: false })
  const tokens = [...new Set([...receivers, ...persons].flatMap((member) => member.tokens))]
  expect(tokens).toHaveLength(1)

  const load = new Load({ senders, tokens, inFlight: 4 })
  const reach = async (count: number) => {
    while (load.accepted.length < count) await delay(20)
  }
  const kills = Array.from(
    { length: KILLS },
    (_, killed) => (NOTIFICATIONS * (killed + Math.random())) / KILLS,
  )
  for (let looks = 0; load.accepted.length < NOTIFICATIONS; ) {
    const [nextKill = NOTIFICATIONS] = kills
    const nextLook = PAGE_EVERY * (looks + 1)
    await reach(Math.min(nextKill, nextLook, NOTIFICATIONS))
    if (load.accepted.length >= nextKill && kills.shift() !== undefined) {
      await server.run.end('SIGKILL')
      await server.begin().ready
    }
    if (load.accepted.length < nextLook) continue
    await persons[looks % persons.length]?.readUp(headOf(load))
    looks += 1
    vendor.received.length = 0
  }
  await load.stop()
  for (let before = -1; before !== vendor.received.length; await delay(QUIET_MILLISECONDS))
    before = vendor.received.length
  await Promise.all(persons.map((person) => person.readUp(headOf(load))))
  await expectDelivered({ accepted: load.accepted, receivers: [...receivers, ...persons], sender })
  const sum = (of: (person: PushReceiver) => number) =>
    persons.reduce((total, person) => total + of(person), 0)
  const byWorker = sum((person) => person.shownByWorker)
  expect(byWorker).toBeGreaterThan(0)
  console.log(
    `faults: ${load.accepted.length} accepted, ${KILLS} kills of the server and ${sum((person) => person.workerKills)} of workers; ` +
      `${byWorker} of ${load.accepted.length * persons.length} shown by workers, ${sum((person) => person.repeated)} repeated`,
  )
})

function headOf(load: Load): number {
  return load.accepted.reduce((head, { seq }) => Math.max(head, seq), 0)
}

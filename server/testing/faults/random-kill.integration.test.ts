import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { ServerProcess } from '../server-process.ts'
import { APPLICATION, assembleCast, type Cast } from './cast.ts'
import { DATABASES_OF_THIS_RUN } from './databases.ts'
import { expectDelivered } from './expect-delivered.ts'
import { Load } from './load.ts'

const KILLS = Number(process.env.TEST_RANDOM_KILLS ?? 2)
/** PostgreSQL outlives the server process, so a kill leaves fewer different states of the disk. */
const KILLS_OF = { SQLite: KILLS, PostgreSQL: Math.ceil(KILLS * 0.3) }
const START_MILLISECONDS = 1000
const LIFE_MILLISECONDS = 1000

describe.each(DATABASES_OF_THIS_RUN)('a server on $database', ({ database, create }) => {
  const kills = KILLS_OF[database]
  it(`killed ${kills} times at random under load loses and duplicates no notification`, {
    timeout: 240_000 + kills * 8000,
  }, async () => {
    const cast = await assembleCast({ create, receivers: 5, senders: 4 })
    const { server, receivers, sender, senders } = cast
    const tokens = await joinAll(cast)
    expect(tokens).toHaveLength(3)

    const load = new Load({ senders, tokens, inFlight: 4 })
    await load.goOn(50)
    await server.run.end('SIGKILL')
    for (let killed = 1; killed < kills; killed += 1)
      await killAtRandom({ server, load, starting: killed % 4 === 0 })
    await server.begin().ready
    await load.goOn(50)
    await load.stop()

    await expectDelivered({ accepted: load.accepted, receivers, sender })
    const deliveries = receivers.reduce((sum, { receipts }) => sum + receipts.length, 0)
    console.log(
      `faults: ${database}: ${kills} kills, ${load.accepted.length} accepted, ${load.retries} retries, ${deliveries} deliveries`,
    )
  })
})

type Killing = { server: ServerProcess; load: Load; starting: boolean }

/** Begins a run and kills it some time after its first answer. With `starting`, it likely kills it before that. */
async function killAtRandom({ server, load, starting }: Killing): Promise<void> {
  const run = server.begin()
  if (!starting) await Promise.all([run.ready, load.goOn(1)])
  await delay(Math.random() * (starting ? START_MILLISECONDS : LIFE_MILLISECONDS))
  expect(await run.end('SIGKILL')).toMatchObject({ signal: 'SIGKILL' })
}

/** Registers two tokens that share most members, and one with a single member. */
async function joinAll({ receivers }: Cast): Promise<string[]> {
  const [first, ...others] = receivers
  if (first === undefined) throw new Error('there is no receiver')
  const shared = [receivers, others].flatMap((members, index) =>
    members.map((member) =>
      member.join({ applicationName: APPLICATION, tokenSeed: `the seed of group ${index}` }),
    ),
  )
  const unique = first.join({ applicationName: APPLICATION, instance: 'alone' })
  const registrations = await Promise.all([...shared, unique])
  return [...new Set(registrations.map(({ token }) => token))]
}

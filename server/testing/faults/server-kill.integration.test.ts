import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { APPLICATION, assembleCast } from './cast.ts'
import { DATABASES } from './databases.ts'
import { expectDelivered } from './expect-delivered.ts'
import { Load } from './load.ts'

/**
 * The server is killed when it reaches the point for the `times`-th time. With a fan-out to three, 5 is the second
 * member of the second notification.
 */
const POINTS = [
  { name: 'append.begun', times: 4, moment: 'after the transaction has begun' },
  { name: 'append.inserted', times: 4, moment: 'after the insert, before the commit' },
  { name: 'append.committed', times: 4, moment: 'after the commit, before the 201' },
  { name: 'submission.answered', times: 4, moment: 'after the 201, before the hint' },
  { name: 'fanout.begun', times: 5, moment: 'amid the fan-out' },
  { name: 'cursors.acked', times: 2, moment: 'after the acknowledgement, before the cursor flush' },
  { name: 'cursors.begun', times: 2, moment: 'amid the cursor flush' },
] as const

/** The short form tries every point on SQLite, and on PostgreSQL those around the commit of a notification. */
const AROUND_THE_COMMIT: ReadonlySet<string> = new Set(['append.inserted', 'append.committed'])
const isLong = process.env.TEST_RANDOM_KILLS !== undefined

type Point = (typeof POINTS)[number]
type Case = { moment: string; points: readonly Point[] }

/** The long form has a fresh server for each point. The short form kills one server at all of them, in turn. */
function toCases(points: readonly Point[]): Case[] {
  if (isLong) return points.map((point) => ({ moment: point.moment, points: [point] }))
  return [{ moment: `at ${points.length} moments in turn`, points }]
}

describe.each(DATABASES)('a server on $database killed', ({ create, database }) => {
  const points = POINTS.filter(({ name }) => isLong || database === 'SQLite' || AROUND_THE_COMMIT.has(name))
  it.each(toCases(points))(
    '$moment loses and duplicates no notification that was answered 201',
    async ({ points: [first, ...others] }) => {
      const cast = await assembleCast({
        ...{ create, receivers: 3, senders: 2 },
        ...(first && { failpoint: first }),
      })
      const { server, receivers, sender, senders } = cast
      const registrations = await Promise.all(
        receivers.map((receiver) =>
          receiver.join({ applicationName: APPLICATION, tokenSeed: 'the seed of the fault tests' }),
        ),
      )
      const tokens = [...new Set(registrations.map(({ token }) => token))]
      expect(tokens).toHaveLength(1)

      const load = new Load({ senders, tokens, inFlight: 2 })
      for (const next of [...others, undefined]) {
        expect(await server.run.ended).toMatchObject({ signal: 'SIGKILL' })
        // The load can bring the server to its point before it says that it is ready.
        server.begin(next)
      }
      await server.run.ready
      await load.goOn(20)
      await load.stop()

      await expectDelivered({ accepted: load.accepted, receivers, sender })
    },
  )
})

it('the production bundle contains no failpoint', async () => {
  const bundles = ['dist/testing/server-with-failpoints.mjs', 'dist/server/index.mjs']
  const root = new URL('../../../', import.meta.url)
  const [testing, production] = await Promise.all(
    bundles.map((bundle) => readFile(new URL(bundle, root), 'utf8')),
  )
  expect(testing).toContain('FAILPOINT')
  expect(production).not.toContain('FAILPOINT')
})

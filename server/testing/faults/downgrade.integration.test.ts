import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import {
  buildEarlierVersion,
  type EarlierVersion,
  findEarlierCommit,
} from '../../../scripts/test/earlier-version.ts'
import { FAILPOINT_BUNDLE, type ServerProcess } from '../server-process.ts'
import { APPLICATION, assembleCast, type Cast } from './cast.ts'
import { expectDelivered } from './expect-delivered.ts'
import { Load } from './load.ts'
import { waitForAll } from './nodes.ts'

const ROUNDS = Number(process.env.TEST_UPGRADE_ROUNDS ?? 1)
/** Notifications that each version accepts in each of its turns. */
const ACCEPTED = 20
const ROUND_MILLISECONDS = 60_000
/** Every third end of a server is a kill. */
const KILLS = 3
/** The sentence of the schema guard. */
const REFUSED = /The database has migration \w+, which this server does not know/

const earlierCommit = findEarlierCommit()
if (earlierCommit === undefined)
  console.log('test: this is no Git repository, so no upgrade from an earlier version is tested')

/** One server on the embedded database: the earlier version, this one, and the earlier one again, round after round. */
describe.runIf(earlierCommit !== undefined)('a server of two versions in turn, under load', () => {
  let earlier: EarlierVersion
  const counts = { upgrades: 0, downgrades: 0, refusals: 0, ends: 0 }

  beforeAll(async () => {
    earlier = await buildEarlierVersion(earlierCommit ?? '')
  }, 300_000)
  afterAll(() => earlier?.remove())

  it(`loses, duplicates and reorders nothing in ${ROUNDS} upgrades and downgrades`, {
    timeout: 120_000 + ROUNDS * ROUND_MILLISECONDS,
  }, async () => {
    const cast = await assembleCast({ receivers: 3, senders: 2, bundle: earlier.bundle })
    const { server, receivers, sender } = cast
    const load = await beginLoad(cast)
    for (let round = 0; round < ROUNDS; round++) {
      await load.goOn(ACCEPTED)
      await end(server)
      server.switchTo(FAILPOINT_BUNDLE)
      await server.begin().ready
      counts.upgrades += 1
      await waitForAll(receivers)
      await load.goOn(ACCEPTED)
      await end(server)
      await goBack(server)
    }
    await load.stop()
    await expectDelivered({ accepted: load.accepted, receivers, sender })
    // A new epoch would hide lost cursors: the databases are the same all the time.
    expect(server.errors.match(/"event":"(?:newEpoch|backupPutBack)"/g) ?? []).toEqual([])
    console.log(
      `faults: from ${earlier.commit}: ${counts.upgrades} upgrades, ${counts.downgrades} downgrades, ${counts.refusals} refused; ${load.accepted.length} accepted, ${load.retries} retries`,
    )
  })

  async function beginLoad({ receivers, senders }: Cast): Promise<Load> {
    onTestFailed(() => console.log('faults: in round', counts))
    const tokens = new Set<string>()
    for (const seed of ['the seed of the first group', 'the seed of the second group'])
      for (const receiver of receivers)
        tokens.add((await receiver.join({ applicationName: APPLICATION, tokenSeed: seed })).token)
    return new Load({ senders, tokens: [...tokens], inFlight: 2 })
  }

  async function end(server: ServerProcess): Promise<void> {
    counts.ends += 1
    if (counts.ends % KILLS === 0) await server.run.end('SIGKILL')
    else expect(await server.run.end('SIGTERM')).toEqual({ code: 0, signal: null })
  }

  /** Starts the earlier version. If its schema guard refuses the database, this version goes on with it. */
  async function goBack(server: ServerProcess): Promise<void> {
    server.switchTo(earlier.bundle)
    const run = server.begin()
    const refusal = await run.ready.then(
      () => undefined,
      (error: Error) => error.message,
    )
    if (refusal === undefined) {
      counts.downgrades += 1
      return
    }
    expect(refusal).toMatch(REFUSED)
    expect(await run.ended).toEqual({ code: 1, signal: null })
    counts.refusals += 1
    server.switchTo(FAILPOINT_BUNDLE)
    await server.begin().ready
  }
})

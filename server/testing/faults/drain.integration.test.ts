import { describe, expect, it, onTestFinished } from 'vitest'
import { ServerProcess } from '../server-process.ts'
import { APPLICATION, assembleCast } from './cast.ts'
import { DATABASES_OF_THIS_RUN } from './databases.ts'
import { expectDelivered } from './expect-delivered.ts'
import { Load } from './load.ts'

describe.each(DATABASES_OF_THIS_RUN)('a server on $database that is told to stop', ({ create }) => {
  it('ends cleanly under load, and delivers every accepted notification after its next start', async () => {
    const { server, receivers, sender, senders } = await assembleCast({ create, receivers: 3, senders: 4 })
    const registrations = await Promise.all(
      receivers.map((receiver) =>
        receiver.join({ applicationName: APPLICATION, tokenSeed: 'the seed of the drained' }),
      ),
    )
    const tokens = [...new Set(registrations.map(({ token }) => token))]
    const load = new Load({ senders, tokens, inFlight: 4 })
    await load.goOn(20)
    // The server ends itself with exit code 1 when draining takes longer than 10 s.
    expect(await server.run.end('SIGTERM')).toEqual({ code: 0, signal: null })
    await server.begin().ready
    await load.goOn(20)
    await load.stop()
    await expectDelivered({ accepted: load.accepted, receivers, sender })
  })
})

describe('a second server on one data directory', () => {
  it('exits with 1 and one sentence, and the first one serves on', async () => {
    const first = await ServerProcess.start()
    onTestFinished(() => first.remove())
    const second = await ServerProcess.prepare({ env: { AOI_DATA_DIR: first.dataDirectory } })
    onTestFinished(() => second.remove())
    const run = second.begin()
    await expect(run.ready).rejects.toThrow('the server ended (1)')
    expect(await run.ended).toEqual({ code: 1, signal: null })
    expect(second.output.trim()).toBe(
      `aoi-server: Another AOI Server is running on the data directory ${first.dataDirectory}: stop it, or set AOI_DATA_DIR to another directory.`,
    )
    expect(await first.createKey(APPLICATION)).toMatch(/^aoi_sk_/)
  })
})

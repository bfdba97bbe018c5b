import { createServer } from 'node:net'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { LIMITS } from '#protocol'
import { AoiConnection } from '#server/testing/aoi-connection.ts'
import { registerApp, registerClient } from '#server/testing/api-caller.ts'
import { RawSession } from '#server/testing/raw-session.ts'
import { ServerProcess } from '#server/testing/server-process.ts'

describe('a server process', () => {
  const servers: ServerProcess[] = []
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.remove()
  })
  const prepare = async (env: Record<string, string> = {}) => {
    const server = await ServerProcess.prepare({ env })
    servers.push(server)
    return server
  }

  it('says where it is, and what to try next', async () => {
    const server = await prepare()
    await server.begin().ready
    expect(server.output).toContain(`AOI Server ready at ${server.url}`)
    for (const command of [
      'npx aoi admin keys create',
      `npx aoi listen --server ${server.url}`,
      'npx aoi send',
    ]) {
      expect(server.output).toContain(command)
    }
  })

  it('on SIGTERM bids its AOI Clients farewell and exits with 0 within 10 s, whoever does not listen', async () => {
    const server = await prepare()
    await server.begin().ready
    const as = await registerClient(server.url)
    await registerApp(server.url, { as, tokenSeed: 'a secret of more than 16 bytes' })
    const polite = await AoiConnection.open(server.url, as)
    onTestFinished(() => polite.close())
    const silent = await RawSession.bind(server.url, await registerClient(server.url))
    silent.socket.pause()
    onTestFinished(() => silent.socket.terminate())
    const stranger = await RawSession.open(server.url)
    stranger.socket.pause()
    onTestFinished(() => stranger.socket.terminate())

    const beganAt = performance.now()
    expect(await server.run.end('SIGTERM')).toEqual({ code: 0, signal: null })
    expect(performance.now() - beganAt).toBeLessThan(LIMITS.drainSeconds * 1000)
    expect(await polite.first('aoiClosing')).toMatchObject({ code: 4503, reconnect: true })
    expect(server.output).not.toContain('unexpected error')
    await server.begin().ready
  })

  it('says in one sentence that the port is in use', async () => {
    const taken = createServer()
    onTestFinished(() => void taken.close())
    const server = await prepare()
    await new Promise<void>((resolve) => taken.listen(Number(new URL(server.url).port), '127.0.0.1', resolve))
    expect(await failure(server)).toMatch(
      /^aoi-server: port \d+ of 127\.0\.0\.1 is in use: set PORT to another one\n$/,
    )
  })

  it('says in one sentence that another server has the data directory', async () => {
    const first = await prepare()
    await first.begin().ready
    const second = await prepare({ AOI_DATA_DIR: first.dataDirectory })
    const output = await failure(second)
    expect(output).toMatch(/^aoi-server: [^\n]*data directory[^\n]*\n$/i)
  })

  it('lists what is wrong with its environment, without the values', async () => {
    const server = await prepare({ HOST: '', AOI_LOG_LEVEL: 'hunter2', AOI_TRUSTED_PROXIES: 'hunter2' })
    const output = await failure(server)
    expect(output).toContain('AOI_LOG_LEVEL')
    expect(output).toContain('AOI_TRUSTED_PROXIES')
    expect(output).not.toContain('hunter2')
    expect(output).not.toContain('    at ')
  })
})

/** What it says on its way out. */
async function failure(server: ServerProcess): Promise<string> {
  const { code } = await server.begin().ended
  expect(code).toBe(1)
  return server.output
}

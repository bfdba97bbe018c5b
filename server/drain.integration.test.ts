import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { LIMITS } from '#protocol'
import { readEnv } from '#server/env.ts'
import { startServer } from '#server/start.ts'
import { call } from '#server/testing/api-caller.ts'
import { RawSession } from '#server/testing/raw-session.ts'
import { Stage } from '#server/testing/stage.ts'

describe('the draining of a server', () => {
  it('tells each AOI Client a different time to come back', async () => {
    const stage = await Stage.open()
    const members = await Promise.all(Array.from({ length: 12 }, () => stage.member()))
    const stopped = stage.server.stop()
    const closings = await Promise.all(members.map(({ connection }) => connection.first('aoiClosing')))
    await stopped
    const moments = closings.map(({ retryAfterMs }) => retryAfterMs ?? 0)
    for (const closing of closings)
      expect(closing).toMatchObject({ code: 4503, reason: 'draining', reconnect: true })
    expect(Math.min(...moments)).toBeGreaterThanOrEqual(LIMITS.drainRetryMilliseconds)
    expect(Math.max(...moments)).toBeLessThan(LIMITS.drainRetryMilliseconds + LIMITS.drainSpreadMilliseconds)
    expect(new Set(moments).size).toBeGreaterThan(6)
  })

  it('completes accepted requests, refuses new ones with 503, and keeps every acknowledgement', async () => {
    const dataDirectory = await makeDirectory()
    const commit = new Gate()
    const failpoint = (name: string) => (name === 'append.inserted' ? commit.pass() : undefined)
    const stage = await Stage.open({ env: { AOI_DATA_DIR: dataDirectory }, failpoint })
    const { as, connection, token } = await stage.member()
    connection.socket.on('notification', ({ seq }) => {
      connection.socket.emit('notificationAck', { messageType: 'notificationAck', acks: [[token, seq]] })
    })
    await stage.sendMany(token, { count: 5 })
    const stranger = await RawSession.open(stage.url)
    commit.shut()
    const taken = stage.post({ clientAppToken: token })
    await commit.reached
    const stopped = stage.server.stop()
    expect(await stage.post({ clientAppToken: token })).toMatchObject({ status: 503, body: { code: '503' } })
    stranger.connect({ protocol: 1, ...as })
    expect(await stranger.next('44/aoi,')).toContain('"code":"503","desc":"the server is draining"')
    commit.open()
    expect((await taken).status).toBe(201)
    await connection.reach(token, 6)
    await stopped
    const env = readEnv({ PORT: '0', AOI_DATA_DIR: dataDirectory, AOI_LOG_LEVEL: 'error' })
    const again = await startServer(env, { pages: false })
    onTestFinished(() => again.stop())
    const { rows } = await again.services.context.store.listRegistrations({ ...as, limit: 10 })
    expect(rows).toMatchObject([{ headSeq: 6, ackedSeq: 6 }])
  })

  it('does not wait for a silent socket, nor for one without a credential', async () => {
    const stage = await Stage.open()
    const silent = await RawSession.bind(stage.url, await stage.newAoiClient())
    silent.socket.pause()
    const stranger = await RawSession.open(stage.url)
    stranger.socket.pause()
    await stage.server.stop()
    await expect(call(stage.url, { path: '/api/health' })).rejects.toThrow()
    silent.socket.resume()
    stranger.socket.resume()
    await Promise.all([silent.closed(), stranger.closed()])
  })
})

async function makeDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'aoi-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

/** Lets callers pass until it is shut. */
class Gate {
  open = () => {}
  #passing: Promise<void> = Promise.resolve()
  #reach = () => {}
  /** Resolves when a caller waits at the shut gate. */
  reached: Promise<void> = Promise.resolve()

  shut(): void {
    this.#passing = new Promise((resolve) => {
      this.open = resolve
    })
    this.reached = new Promise((resolve) => {
      this.#reach = resolve
    })
  }

  pass(): Promise<void> {
    this.#reach()
    return this.#passing
  }
}

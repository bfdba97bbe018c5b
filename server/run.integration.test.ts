import { open } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createClient } from '@libsql/client'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { LIMITS } from '#protocol'
import { AoiConnection } from '#server/testing/aoi-connection.ts'
import { call, registerApp, registerClient } from '#server/testing/api-caller.ts'
import { findFreePort } from '#server/testing/free-port.ts'
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

  it('prints its address and the next commands to try', async () => {
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

  it('prints commands with an enrolment code if devices need one', async () => {
    const server = await prepare({ AOI_REGISTRATION: 'code' })
    await server.begin().ready
    expect(server.output).toContain('npx aoi admin codes create --name demo\n')
    expect(server.output).toContain(`npx aoi listen --server ${server.url} --code CODE --app demo`)
  })

  it('closes its sessions on SIGTERM and exits with 0 within 10 s, even with unresponsive sockets', async () => {
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

  it('ends with 0 on SIGTERM while it waits for PostgreSQL', async () => {
    const DATABASE_URL = `postgresql://nobody@127.0.0.1:${await findFreePort()}/absent`
    const server = await prepare({ DATABASE_URL })
    server.begin()
    await expect.poll(() => server.errors).toContain('databaseAwaited')
    expect(await server.run.end('SIGTERM')).toEqual({ code: 0, signal: null })
    expect(server.errors).toContain('aoi-server: ended while it waited for its database: ')
  })

  it('reports in one sentence that the port is in use, and keeps the epoch for the next start', async () => {
    const taken = createServer()
    onTestFinished(() => void taken.close())
    const server = await prepare()
    await new Promise<void>((resolve) => taken.listen(Number(new URL(server.url).port), '127.0.0.1', resolve))
    expect(await failure(server)).toMatch(
      /^aoi-server: port \d+ of 127\.0\.0\.1 is in use: set PORT to another port\n$/,
    )
    taken.close()
    await server.begin().ready
    expect(server.errors).not.toContain('backupPutBack')
  })

  it('reports in one sentence that another server uses the data directory', async () => {
    const first = await prepare()
    await first.begin().ready
    const second = await prepare({ AOI_DATA_DIR: first.dataDirectory })
    const output = await failure(second)
    expect(output).toMatch(/^aoi-server: [^\n]*data directory[^\n]*\n$/i)
  })

  it('drains on SIGTERM, and logs only JSON lines, with its start and its warnings', async () => {
    const server = await prepare({ HOST: '0.0.0.0', AOI_TRUSTED_PROXYS: '1', AOI_PUBLIC_URL: '' })
    await server.begin().ready
    await fetch(`${server.url}/api/health`, { headers: { 'x-forwarded-for': '203.0.113.8' } })
    for (const path of ['/tokens/%zz', '/api/v1/tokens']) await fetch(`${server.url}${path}`)
    expect(await server.run.end('SIGTERM')).toEqual({ code: 0, signal: null })
    const lines = server.errors
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event?: string; code?: string; detail?: string })
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          ...{ event: 'started', database: 'sqlite', version: expect.any(String) },
          migrations: expect.arrayContaining([expect.stringContaining('_first')]),
        }),
        expect.objectContaining({ event: 'draining', signal: 'SIGTERM' }),
        expect.objectContaining({ event: 'warning', code: 'plainHttp', detail: '0.0.0.0' }),
        expect.objectContaining({ event: 'warning', code: 'untrustedForwarding', detail: 'x-forwarded-for' }),
        expect.objectContaining({
          code: 'unknownVariables',
          detail: 'AOI_TRUSTED_PROXYS (AOI_TRUSTED_PROXIES?)',
        }),
      ]),
    )
  })

  it('ends for a broken invariant of the log, and reports it, so that no seq is given twice', async () => {
    const server = await prepare()
    await server.begin().ready
    const key = await server.createKey('com.example.chat')
    const clientAppToken = await registerApp(server.url, { as: await registerClient(server.url) })
    const send = (payload: string) =>
      call(server.url, {
        ...{ path: '/api/v1/notifications', key },
        body: { messageType: 'notificationReq', clientAppToken, payload },
      })
    expect((await send('one')).status).toBe(201)
    const database = createClient({ url: `file:${server.dataDirectory}/aoi.db` })
    await database.execute('PRAGMA busy_timeout = 5000')
    await database.execute('UPDATE "ClientAppToken" SET "headSeq" = 0')
    database.close()
    expect((await send('two')).status).toBe(500)
    expect(await server.run.ended).toEqual({ code: 1, signal: null })
    expect(server.errors).toContain('"event":"processEnds"')
    expect(server.errors).toContain('"reason":"brokenInvariant"')
    await server.begin().ready
    expect(server.errors).not.toContain('backupPutBack')
  })

  it('reports in one sentence at start that the database file is damaged', async () => {
    const server = await prepare()
    await server.begin().ready
    await server.run.end('SIGTERM')
    await damage(join(server.dataDirectory, 'aoi.db'), (_page, index) => index > 0)
    const output = await failure(server)
    expect(output).toContain(
      `aoi-server: the database in the data directory ${server.dataDirectory} is damaged: restore a backup`,
    )
    expect(output).not.toContain('    at ')
  })

  it('ends when a session meets damage in the database file, and reports it', async () => {
    const server = await prepare({ AOI_MAX_PAYLOAD_BYTES: '1048576' })
    await server.begin().ready
    const key = await server.createKey('com.example.chat')
    const as = await registerClient(server.url)
    const clientAppToken = await registerApp(server.url, { as })
    const body = { messageType: 'notificationReq', clientAppToken, payload: 'x'.repeat(1_000_000) }
    for (let sent = 0; sent < 3; sent += 1)
      expect((await call(server.url, { path: '/api/v1/notifications', key, body })).status).toBe(201)
    await server.run.end('SIGTERM')
    // Only pages of the payloads, because the server reads none of them at the start.
    await damage(join(server.dataDirectory, 'aoi.db'), (page) => page.includes('x'.repeat(PAGE_BYTES / 2)))
    await server.begin().ready
    const connection = new AoiConnection(server.url, { auth: { protocol: 1, ...as } })
    expect(await server.run.ended).toEqual({ code: 1, signal: null })
    connection.close()
    expect(server.errors).toContain('"reason":"corruptDatabase"')
  })

  it('lists the faults of its environment, without the values', async () => {
    const server = await prepare({ HOST: '', AOI_LOG_LEVEL: 'hunter2', AOI_TRUSTED_PROXIES: 'hunter2' })
    const output = await failure(server)
    expect(output).toContain('AOI_LOG_LEVEL')
    expect(output).toContain('AOI_TRUSTED_PROXIES')
    expect(output).not.toContain('hunter2')
    expect(output).not.toContain('    at ')
  })
})

const PAGE_BYTES = 4096

/** Overwrites the head of each page that `isChosen`. */
async function damage(file: string, isChosen: (page: Buffer, index: number) => boolean): Promise<void> {
  const handle = await open(file, 'r+')
  const { size } = await handle.stat()
  const rubbish = Buffer.alloc(16, 0xff)
  const page = Buffer.alloc(PAGE_BYTES)
  for (let at = 0; at < size; at += PAGE_BYTES) {
    await handle.read(page, 0, PAGE_BYTES, at)
    if (isChosen(page, at / PAGE_BYTES)) await handle.write(rubbish, 0, rubbish.length, at)
  }
  await handle.close()
}

/** Runs a server that fails to start. Returns its output. */
async function failure(server: ServerProcess): Promise<string> {
  const { code } = await server.begin().ended
  expect(code).toBe(1)
  return server.output
}

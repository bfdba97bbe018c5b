import { readFileSync } from 'node:fs'
import { createServer, request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_CALLS, type AdminAnswer, type AdminRequest, fingerprint, LIMITS } from '#protocol'
import { call, registerApp, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { listenAdmin } from './listen-admin.ts'

const SECRET = 'the diagnosis of a person'
const APPLICATION = 'com.example.chat'

type Request = AdminRequest<'payloads.erase'>

describe('payloads.erase on the admin socket', () => {
  let door: BareDoor
  let admin: { close: () => Promise<void> }

  const ask = (request: object): Promise<{ status: number; body: unknown }> =>
    new Promise((resolve, reject) => {
      const sent = httpRequest({
        ...{
          socketPath: join(door.dataDirectory, 'aoi.sock'),
          method: 'POST',
          path: '/admin/payloads.erase',
        },
        ...{ headers: { 'content-type': 'application/json' }, agent: false },
      })
      sent.on('error', reject)
      sent.on('response', async (response) => {
        const chunks: Buffer[] = []
        for await (const chunk of response) chunks.push(chunk as Buffer)
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) })
      })
      sent.end(JSON.stringify(request))
    })
  const erase = async (request: Request): Promise<AdminAnswer<'payloads.erase'>> => {
    const { status, body } = await ask(request)
    expect([status, body]).toEqual([200, expect.any(Object)])
    return ADMIN_CALLS['payloads.erase'].answer.parse(body)
  }
  const send = async (token: string, payload: unknown = SECRET) => {
    const body = { messageType: 'notificationReq', clientAppToken: token, payload }
    const sent = await call(door.url, { path: '/api/v1/notifications', key: door.keys.chat, body })
    return String(sent.body.notificationId)
  }
  const isErased = async (id: string) =>
    (await door.services.context.dashboard.findPayload(id))?.erasedAt !== undefined
  const newToken = async (tokenSeed?: string) => {
    const as = await registerClient(door.url)
    return {
      as,
      token: await registerApp(door.url, { as, ...(tokenSeed === undefined ? {} : { tokenSeed }) }),
    }
  }

  beforeAll(async () => {
    door = await openBareDoor()
    admin = await listenAdmin(door.services, door.dataDirectory, { server: createServer() })
  })
  afterAll(async () => {
    await admin.close()
    await door.close()
  })

  it('erases the payload of one notification at once, also from the files of the database', async () => {
    const { token } = await newToken()
    const secret = 'only in this notification '
    const [id, kept] = [await send(token, secret.repeat(150)), await send(token, 'kept elsewhere')]
    expect(await erase({ scope: { notificationId: id }, dryRun: true })).toEqual({ erased: 1, unchanged: 0 })
    expect(await isErased(id)).toBe(false)
    expect(await erase({ scope: { notificationId: id }, reason: 'by law' })).toEqual({
      erased: 1,
      unchanged: 0,
    })
    expect([await isErased(id), await isErased(kept)]).toEqual([true, false])
    expect(await erase({ scope: { notificationId: id } })).toEqual({ erased: 0, unchanged: 1 })
    const onDisk = ['aoi.db', 'aoi.db-wal'].map((name) => readFileSync(join(door.dataDirectory, name)))
    expect(Buffer.concat(onDisk).includes('kept elsewhere')).toBe(true)
    expect(Buffer.concat(onDisk).includes(secret)).toBe(false)
    const audit = await door.services.context.dashboard.listAudit({ limit: 5, filter: { subject: id } })
    expect(audit.rows[1]).toMatchObject({ actor: 'local-admin', detail: '1 of 1 (0 failed): by law' })
  })

  it('erases the payloads of a token, which its fingerprint names too, and of no other', async () => {
    const [{ token }, { token: other }] = [
      await newToken('a seed for erasing'),
      await newToken('another seed for it'),
    ]
    const [id, kept] = [await send(token), await send(other)]
    expect(await erase({ scope: { fingerprint: fingerprint(token) } })).toEqual({ erased: 1, unchanged: 0 })
    expect([await isErased(id), await isErased(kept)]).toEqual([true, false])
    expect(await erase({ scope: { clientAppToken: other } })).toEqual({ erased: 1, unchanged: 0 })
  })

  it('cancels and erases what waits for its time, one by one and by token', async () => {
    const [{ token }, { token: other }] = [
      await newToken('a seed of a calendar'),
      await newToken('a seed of another calendar'),
    ]
    const schedule = async (clientAppToken: string, payload: string) => {
      const deliverAt = new Date(Date.now() + 3_600_000).toISOString()
      const body = { messageType: 'notificationReq', clientAppToken, payload, deliverAt }
      const answered = await call(door.url, { path: '/api/v1/notifications', key: door.keys.chat, body })
      return String(answered.body.notificationId)
    }
    const ids = [
      await schedule(token, 'first'),
      await schedule(token, 'second'),
      await schedule(other, 'kept'),
    ]
    const waits = async () => {
      const due = await door.services.context.schedule.listDue({ now: Date.now() + 7_200_000, rows: 100 })
      return due.filter(({ id }) => ids.includes(id)).map(({ payload }) => payload)
    }
    const [first = ''] = ids
    expect(await erase({ scope: { notificationId: first }, dryRun: true })).toEqual({
      erased: 1,
      unchanged: 0,
    })
    expect(await waits()).toHaveLength(3)
    expect(await erase({ scope: { notificationId: first } })).toEqual({ erased: 1, unchanged: 0 })
    expect(await erase({ scope: { notificationId: first } })).toEqual({ erased: 0, unchanged: 1 })
    expect(await erase({ scope: { clientAppToken: token } })).toEqual({ erased: 1, unchanged: 0 })
    expect(await waits()).toEqual(['"kept"'])
  })

  it('erases what an AOI Client was a recipient of, and nothing from before it registered', async () => {
    const seed = 'a seed of several members'
    const { token } = await newToken(seed)
    const before = await send(token)
    const { as } = await newToken(seed)
    const meant = await send(token)
    expect(await erase({ scope: { aoiClientId: as.aoiClientId } })).toEqual({ erased: 1, unchanged: 0 })
    expect([await isErased(before), await isErased(meant)]).toEqual([false, true])
  })

  it('erases the payloads of an application in bounded parts, with progress, and records begin and end', async () => {
    const { token } = await newToken()
    const count = LIMITS.actStepRows * 2 + 3
    const ids: string[] = []
    for (let sent = 0; sent < count; sent += 1) ids.push(await send(token))
    const { context } = door.services
    const first = await context.dashboard.walkErasable({
      scope: { kind: 'application', applicationName: APPLICATION },
      place: { afterId: 0, rangeId: 0, seq: 0 },
      rows: 10,
    })
    expect(first.found).toHaveLength(10)
    let cursor: string | undefined
    let answer: AdminAnswer<'payloads.erase'>
    do {
      answer = await erase({
        scope: { applicationName: APPLICATION },
        ...(cursor !== undefined && { cursor }),
      })
      cursor = answer.nextCursor
    } while (cursor !== undefined)
    expect(answer.erased).toBeGreaterThanOrEqual(count)
    expect(await Promise.all(ids.map(isErased))).toEqual(ids.map(() => true))
    const { rows } = await context.dashboard.listAudit({
      limit: 2,
      filter: { subject: `application ${APPLICATION}` },
    })
    expect(rows.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^\d+ of \d+ \(0 failed\)$/),
      'begun',
    ])
  })

  it('refuses a scope that names nothing, or more than one thing', async () => {
    const unknown = await ask({ scope: { clientAppToken: `g1${'x'.repeat(43)}` } })
    expect(unknown).toMatchObject({ status: 404, body: { desc: expect.stringContaining('token') } })
    expect((await ask({ scope: {} })).status).toBe(400)
    expect((await ask({ scope: { applicationName: 'a', fingerprint: '012345' } })).status).toBe(400)
    const cursor = await ask({ scope: { applicationName: 'a' }, cursor: 'x' })
    expect(cursor).toMatchObject({ status: 400, body: { desc: expect.stringContaining('cursor') } })
  })
})

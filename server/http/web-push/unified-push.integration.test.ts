import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { call } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { registerForPush } from '#server/testing/push-door.ts'

const NOTIFY = '/_matrix/push/v1/notify'

let door: BareDoor
let token: string
beforeAll(async () => {
  door = await openBareDoor()
  token = await registerForPush(door.url, { webPush: true })
}, 60_000)
afterAll(async () => door.close())

describe('UnifiedPush', () => {
  it('is offered at the path of every possible token, and at no other path', async () => {
    for (const path of [token, `g1${'x'.repeat(43)}`, `${token}/`]) {
      const { status, body, headers } = await call(door.url, { path: `/wp/${path}` })
      expect([status, body]).toEqual([200, { unifiedpush: { version: 1 } }])
      expect(headers.get('access-control-allow-origin')).toBe('*')
    }
    for (const path of ['x', `${token}x`, 'messages', '']) {
      expect((await call(door.url, { path: `/wp/${path}` })).status).toBe(404)
    }
  })
})

describe('the gateway for Matrix', () => {
  const notify = (notification: object) => call(door.url, { path: NOTIFY, body: { notification } })
  const keyOf = (to: string) => `${door.url}/wp/${to}`

  it('identifies itself as a gateway', async () => {
    expect((await call(door.url, { path: NOTIFY })).body).toEqual({ unifiedpush: { gateway: 'matrix' } })
  })

  it('sends each device the notification as JSON, with only the device’s own pushkey', async () => {
    const other = await registerForPush(door.url, { webPush: true })
    const devices = [token, other].map((to) => ({ app_id: 'im.example', pushkey: keyOf(to), data: {} }))
    const { status, body } = await notify({ event_id: '$e', counts: { unread: 1 }, prio: 'low', devices })
    expect([status, body]).toEqual([200, { rejected: [] }])
    expect(await lastBody()).toEqual({
      notification: { event_id: '$e', counts: { unread: 1 }, prio: 'low', devices: devices.slice(1) },
    })
  })

  it('rejects pushkeys of other servers, of removed tokens, and of tokens that require VAPID', async () => {
    const closed = await registerForPush(door.url)
    const foreign = ['https://elsewhere.example/wp/x', 'x', `${door.url}.evil.example/wp/${token}`]
    const wrong = [...foreign, keyOf(`g1${'x'.repeat(43)}`), keyOf(closed), `${keyOf(token)}/../x`]
    const devices = [...wrong, keyOf(token)].map((pushkey) => ({ pushkey }))
    expect((await notify({ devices })).body).toEqual({ rejected: wrong })
  })

  it('leaves out elements that are too large, and keeps as many as fit', async () => {
    const devices = [{ pushkey: keyOf(token), app_id: 'im.example' }]
    const long = 'x'.repeat(LIMITS.webPushBodyBytes)
    const essential = { event_id: '$big', room_id: '!r', counts: { unread: 1 } }
    const rows: [sent: object, shown: object][] = [
      [
        { ...essential, room_name: 'Room', content: { body: long } },
        { ...essential, room_name: 'Room' },
      ],
      [
        { ...essential, room_name: long, sender_display_name: 'Ann' },
        { ...essential, sender_display_name: 'Ann' },
      ],
      [{ ...essential, ...manyMembers(40) }, essential],
      [{ event_id: long }, {}],
    ]
    for (const [sent, shown] of rows) {
      expect((await notify({ ...sent, devices })).body).toEqual({ rejected: [] })
      expect(await lastBody()).toEqual({ notification: { ...shown, devices } })
    }
    const heavy = { ...devices[0], data: { custom: long } }
    expect((await notify({ ...essential, devices: [heavy] })).body).toEqual({ rejected: [] })
    expect(await lastBody()).toEqual({ notification: { ...essential, devices } })
  })

  it('refuses no notification for an unusable element, since the homeserver would stop its queue', async () => {
    const device = { pushkey: keyOf(token) }
    const tooLong = `https://elsewhere.example/${'x'.repeat(LIMITS.webPushHeaderBytes)}`
    const deep = JSON.parse(`${'{"a":'.repeat(80)}1${'}'.repeat(80)}`)
    const rows: [notification: object, rejected: string[]][] = [
      [{ prio: null, devices: [device] }, []],
      [{ prio: 'urgent', counts: null, devices: [device] }, []],
      [{ content: deep, devices: [device] }, []],
      [{ content: { body: 'x'.repeat(100_000) }, devices: [device] }, []],
      [{ devices: [{ pushkey: tooLong }, device] }, [tooLong]],
      [{ devices: [{}, null, 'x', { pushkey: 7 }, device] }, []],
      [{ devices: Array.from({ length: LIMITS.matrixDevices + 1 }, () => device) }, []],
      [{ devices: [] }, []],
      [{ devices: null }, []],
      [{}, []],
    ]
    for (const [notification, rejected] of rows) {
      const { status, body } = await notify(notification)
      expect([status, body], JSON.stringify(notification).slice(0, 80)).toEqual([200, { rejected }])
    }
    const twice = `{"notification":{"event_id":"$1","event_id":"$2","__proto__":{},"devices":[${JSON.stringify(device)}]}}`
    expect((await call(door.url, { path: NOTIFY, raw: twice })).status).toBe(200)
  })

  it('keeps every digit of the numbers in a notification', async () => {
    const raw = `{"notification":{"event_id":"$n","ts":12345678901234567890,"devices":[{"pushkey":"${keyOf(token)}"}]}}`
    expect((await call(door.url, { path: NOTIFY, raw })).status).toBe(200)
    expect(await lastText()).toContain('"ts":12345678901234567890')
  })

  it('refuses a body that is not a Matrix notification', async () => {
    for (const raw of ['[', '[]', '{}', '{"notification":1}', '"x"']) {
      expect((await call(door.url, { path: NOTIFY, raw })).status).toBe(400)
    }
  })
})

const manyMembers = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`member${n}`, 'x'.repeat(200)]))

/** Returns the body of the newest notification in the log. */
async function lastBody(): Promise<unknown> {
  return JSON.parse(await lastText())
}

async function lastText(): Promise<string> {
  const { store, dashboard } = door.services.context
  const { rows } = await store.listNotifications({ limit: 1, now: Date.now() })
  const found = await dashboard.findPayload(rows[0]?.id ?? '')
  return Buffer.from(found?.payload ?? '', 'base64url').toString()
}

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
  it('finds a push resource at every path that a token could have, and nowhere else', async () => {
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

  it('says that it is there', async () => {
    expect((await call(door.url, { path: NOTIFY })).body).toEqual({ unifiedpush: { gateway: 'matrix' } })
  })

  it('gives each device the notification as JSON, with no pushkey but its own', async () => {
    const other = await registerForPush(door.url, { webPush: true })
    const devices = [token, other].map((to) => ({ app_id: 'im.example', pushkey: keyOf(to), data: {} }))
    const { status, body } = await notify({ event_id: '$e', counts: { unread: 1 }, prio: 'low', devices })
    expect([status, body]).toEqual([200, { rejected: [] }])
    expect(await lastBody()).toEqual({
      notification: { event_id: '$e', counts: { unread: 1 }, prio: 'low', devices: devices.slice(1) },
    })
  })

  it('rejects pushkeys of other servers, of tokens that are gone and of those that want VAPID', async () => {
    const closed = await registerForPush(door.url)
    const foreign = ['https://elsewhere.example/wp/x', 'x', `${door.url}.evil.example/wp/${token}`]
    const wrong = [...foreign, keyOf(`g1${'x'.repeat(43)}`), keyOf(closed), `${keyOf(token)}/../x`]
    const devices = [...wrong, keyOf(token)].map((pushkey) => ({ pushkey }))
    expect((await notify({ devices })).body).toEqual({ rejected: wrong })
  })

  it('leaves the content out where all of it would be too large', async () => {
    const devices = [{ pushkey: keyOf(token) }]
    const content = { body: 'x'.repeat(LIMITS.webPushBodyBytes) }
    expect((await notify({ event_id: '$big', content, devices })).status).toBe(200)
    expect(await lastBody()).toEqual({ notification: { event_id: '$big', devices } })
    expect((await notify({ room_name: 'x'.repeat(LIMITS.webPushBodyBytes), devices })).status).toBe(413)
  })

  it('refuses what is no notification of Matrix', async () => {
    const device = { pushkey: keyOf(token) }
    for (const wrong of [
      {},
      { devices: [] },
      { devices: [{}] },
      { devices: Array.from({ length: LIMITS.matrixDevices + 1 }, () => device) },
    ]) {
      expect((await notify(wrong)).status).toBe(400)
    }
    expect((await call(door.url, { path: NOTIFY, raw: '[' })).status).toBe(400)
  })
})

/** What was stored last, by the log. */
async function lastBody(): Promise<unknown> {
  const { store, dashboard } = door.services.context
  const { rows } = await store.listNotifications({ limit: 1, now: Date.now() })
  const found = await dashboard.findPayload(rows[0]?.id ?? '')
  return JSON.parse(Buffer.from(found?.payload ?? '', 'base64url').toString())
}

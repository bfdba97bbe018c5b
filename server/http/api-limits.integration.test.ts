import { afterEach, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { call, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import type { ApiLimits } from './rate-limits.ts'

const NOTIFICATIONS = '/api/v1/notifications'
const REGISTRATIONS = '/api/v1/client-app-registrations'
const generous: ApiLimits = LIMITS
let door: BareDoor | undefined

async function open(limits: Partial<ApiLimits>): Promise<BareDoor> {
  door = await openBareDoor({ limits: { ...generous, ...limits } })
  return door
}

afterEach(async () => {
  await door?.close()
  door = undefined
})

describe('the limits of the API', () => {
  it('refuse AOI Client registrations over the rate with 503 and a waiting time', async () => {
    const { url } = await open({ aoiClientRegistrationsPerAddressPerMinute: 2 })
    const body = { messageType: 'aoiClientRegistrationReq' }
    const path = '/api/v1/aoi-clients'
    expect((await call(url, { path, body })).status).toBe(200)
    expect((await call(url, { path, body: {} })).status).toBe(400)
    expect((await call(url, { path, body })).status).toBe(200)
    const { status, body: message, headers } = await call(url, { path, body })
    expect(message).toMatchObject({ messageType: 'aoiClientRegistrationRes', code: '503' })
    expect(message.retryAfter).toBeGreaterThan(0)
    expect([status, headers.get('retry-after')]).toEqual([503, String(message.retryAfter)])
  })

  it('count the socket’s address, and ignore forwarding headers', async () => {
    const { url } = await open({ aoiClientRegistrationsPerAddressPerMinute: 1 })
    const body = { messageType: 'aoiClientRegistrationReq' }
    const from = (address: string) =>
      call(url, { path: '/api/v1/aoi-clients', body, headers: { 'x-forwarded-for': address } })
    expect([(await from('203.0.113.1')).status, (await from('203.0.113.2')).status]).toEqual([200, 503])
  })

  it('count the address before the trusted proxies', async () => {
    door = await openBareDoor({
      limits: { ...generous, aoiClientRegistrationsPerAddressPerMinute: 1 },
      variables: { AOI_TRUSTED_PROXIES: '1' },
    })
    const { url } = door
    const body = { messageType: 'aoiClientRegistrationReq' }
    const from = (address: string) =>
      call(url, { path: '/api/v1/aoi-clients', body, headers: { 'x-forwarded-for': address } })
    const statuses = [
      await from('203.0.113.1'),
      await from('203.0.113.2'),
      await from('198.51.100.1, 203.0.113.2'),
    ]
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 503])
  })

  it('refuse requests of a sender over the rate with 429, and serve other senders', async () => {
    const { url, keys } = await open({ sendersRequestsPerSecond: 3 })
    const ask = (key: string) => call(url, { path: '/api/v1/tokens', key })
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(keys.chat)))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThanOrEqual(2)
    expect(refused[0]?.headers.get('retry-after')).toBe('1')
    expect(refused[0]?.body).toMatchObject({ messageType: 'notificationRes', code: '429', retryAfter: 1 })
    expect((await ask(keys.games)).status).toBe(200)
  })

  it('answer a failing address with 429 to senders and 503 to AOI Clients, and still accept right keys', async () => {
    const { url, keys } = await open({ failedSignInsPerAddressPerMinute: 2 })
    const alice = await registerClient(url)
    const fail = () => call(url, { path: '/api/v1/tokens', key: 'wrong' })
    expect([(await fail()).status, (await fail()).status, (await fail()).status]).toEqual([401, 401, 429])
    const path = `${REGISTRATIONS}/g1${'x'.repeat(43)}`
    const forged = { ...alice, aoiClientSecret: 'x'.repeat(43) }
    const refused = await call(url, { method: 'DELETE', path, as: forged })
    expect([refused.status, refused.body.code]).toEqual([503, '503'])
    expect((await call(url, { path: '/api/v1/tokens', key: keys.chat })).status).toBe(200)
    expect((await call(url, { method: 'DELETE', path, as: alice })).status).toBe(200)
  })

  it('refuse derivations over the rate with 503 and a waiting time', async () => {
    const { url } = await open({})
    const alice = await registerClient(url)
    const register = (tokenSeed: string) => {
      const body = {
        messageType: 'clientAppRegistrationReq',
        ApplicationName: 'a',
        tokenSeed,
        ...{ aoiClientId: alice.aoiClientId },
      }
      return call(url, { path: REGISTRATIONS, as: alice, body })
    }
    const answers = []
    for (let n = 0; n <= LIMITS.derivationsPerClientPerMinute; n += 1)
      answers.push(await register(`a seed of its own, number ${n}`))
    expect(answers.map(({ status }) => status)).toEqual([
      ...Array.from({ length: LIMITS.derivationsPerClientPerMinute }, () => 200),
      503,
    ])
    expect(answers.at(-1)?.body).toMatchObject({
      messageType: 'clientAppRegistrationRes',
      retryAfter: expect.any(Number),
    })
    expect((await register('a seed of its own, number 0')).status).toBe(200)
  })
})

describe('a server that cannot take work', () => {
  it('refuses submissions with 503 and a waiting time while it drains, and is not ready', async () => {
    const { url, keys, services } = await open({})
    services.drain()
    const body = { messageType: 'notificationReq', clientAppToken: `g1${'x'.repeat(43)}`, payload: 1 }
    const refused = await call(url, { path: NOTIFICATIONS, key: keys.chat, body })
    expect(refused.status).toBe(503)
    expect(refused.body).toMatchObject({ messageType: 'notificationRes', code: '503', retryAfter: 5 })
    expect(refused.headers.get('retry-after')).toBe('5')
    const ready = await call(url, { path: '/api/ready' })
    expect(ready).toMatchObject({ status: 503, body: { reasons: ['the server is draining'] } })
    expect((await call(url, { path: '/api/health' })).status).toBe(200)
  })
})

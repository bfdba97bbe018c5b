import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { call } from '../api-caller.ts'
import { APPLICATION, assembleCast, type Cast } from './cast.ts'
import { Receiver } from './receiver.ts'

const WAIT = { timeout: 30_000, interval: 20 }
const NOBODY = `g1${'A'.repeat(43)}`

describe('a notification', () => {
  it('is refused at once with the code and the element when it is invalid', async () => {
    const { server, receivers } = await assembleCast({ receivers: 1 })
    const token = await receivers[0]
      ?.join({ applicationName: APPLICATION })
      .then((registration) => registration.token)
    const [key, otherKey] = await Promise.all([
      server.createKey(APPLICATION),
      server.createKey('com.example.other'),
    ])
    const good = { messageType: 'notificationReq', clientAppToken: token, payload: 'hello' }
    const submit = async (body: object, asked: { key?: string } = { key }) => {
      const answered = await call(server.url, { path: '/api/v1/notifications', body, ...asked })
      expect(answered.body.code).toBe(answered.status === 201 ? '200' : String(answered.status))
      return [answered.status, String(answered.body.desc)]
    }
    expect(await submit({ ...good, clientAppToken: NOBODY })).toEqual([
      404,
      expect.stringContaining('clientAppToken'),
    ])
    expect((await submit(good, { key: otherKey }))[0]).toBe(403)
    expect((await submit(good, {}))[0]).toBe(401)
    expect(await submit({ ...good, messageType: undefined })).toEqual([
      400,
      expect.stringContaining('messageType'),
    ])
    expect(await submit({ ...good, payload: 'x'.repeat(5 * 1024) })).toEqual([
      413,
      expect.stringContaining('payload'),
    ])
    expect((await submit(good))[0]).toBe(201)
    await vi.waitFor(() => expect(receivers[0]?.receipts).toMatchObject([{ payload: 'hello' }]), WAIT)
  })

  it('is a gap for a member that returns after its expiry, and the next one arrives', async () => {
    const cast = await assembleCast({ receivers: 2 })
    const [ada, bob] = await joinBoth(cast)
    await bob.client.close()
    const late = await submitTo(cast, { payload: 'too late', ttl: 1 })
    const never = await submitTo(cast, { payload: 'now or never', ttl: 0 })
    await submitTo(cast, { payload: 'in time' })
    await vi.waitFor(() => expect(payloadsOf(ada)).toEqual(['too late', 'now or never', 'in time']), WAIT)
    for (const { id } of [late, never]) {
      const expired = { recipients: 2, acked: 1, pending: 0, expired: 1, expiredBy: { ttl: 1 } }
      await vi.waitFor(async () => expect(await cast.sender.getStatus(id)).toMatchObject(expired), WAIT)
    }
    const bobAgain = await comeBack(cast, bob)
    await vi.waitFor(() => expect(payloadsOf(bobAgain)).toEqual(['in time']), WAIT)
    await submitTo(cast, { payload: 'live again' })
    await vi.waitFor(() => expect(payloadsOf(bobAgain)).toEqual(['in time', 'live again']), WAIT)
  })

  it('with TTL 0 and no connected member is over at once', async () => {
    const cast = await assembleCast({ receivers: 2 })
    const [ada, bob] = await joinBoth(cast)
    await Promise.all([ada.client.close(), bob.client.close()])
    const { id } = await submitTo(cast, { payload: 'now or never', ttl: 0 })
    const over = { recipients: 2, acked: 0, pending: 0, expired: 2 }
    await vi.waitFor(async () => expect(await cast.sender.getStatus(id)).toMatchObject(over), WAIT)
    const again = await Promise.all([comeBack(cast, ada), comeBack(cast, bob)])
    await submitTo(cast, { payload: 'later' })
    await vi.waitFor(() => expect(again.map(payloadsOf)).toEqual([['later'], ['later']]), WAIT)
  })

  it('can be cancelled for pending members, and stays acknowledged for the others', async () => {
    const cast = await assembleCast({ receivers: 2 })
    const [ada, bob] = await joinBoth(cast)
    await bob.client.close()
    const { id } = await submitTo(cast, { payload: 'taken back' })
    await vi.waitFor(
      async () =>
        expect(await cast.sender.getStatus(id)).toMatchObject({ recipients: 2, acked: 1, pending: 1 }),
      WAIT,
    )
    expect(
      (await call(cast.server.url, { method: 'DELETE', path: `/api/v1/notifications/${id}`, key: cast.key }))
        .status,
    ).toBe(204)
    expect(await cast.sender.getStatus(id)).toMatchObject({
      recipients: 2,
      acked: 1,
      pending: 0,
      expired: 1,
      expiredBy: { cancelled: 1 },
    })
    const bobAgain = await comeBack(cast, bob)
    await submitTo(cast, { payload: 'stands' })
    await vi.waitFor(() => expect(payloadsOf(bobAgain)).toEqual(['stands']), WAIT)
    expect(payloadsOf(ada)).toContain('taken back')
  })
})

const SHARED = { applicationName: APPLICATION, tokenSeed: 'the seed of the two' }

async function joinBoth({ receivers }: Cast): Promise<[Receiver, Receiver]> {
  const [ada, bob] = receivers
  if (ada === undefined || bob === undefined) throw new Error('nobody is there')
  await Promise.all([ada.join(SHARED), bob.join(SHARED)])
  return [ada, bob]
}

/** Opens the same AOI Client again after its process has ended: from its journal, with the same registration. */
async function comeBack(cast: Cast, { name }: Receiver): Promise<Receiver> {
  const again = await Receiver.open({
    name,
    serverUrl: cast.server.url,
    directory: join(cast.directory, name),
  })
  cast.receivers.push(again)
  await again.join(SHARED)
  return again
}

async function submitTo(cast: Cast, elements: { payload: string; ttl?: number }): Promise<{ id: string }> {
  const [clientAppToken] = cast.receivers.flatMap(({ tokens }) => tokens)
  const body = { messageType: 'notificationReq', clientAppToken, ...elements }
  const answered = await call(cast.server.url, { path: '/api/v1/notifications', key: cast.key, body })
  expect(answered.status).toBe(201)
  return { id: String(answered.body.notificationId) }
}

function payloadsOf({ receipts }: Receiver): unknown[] {
  return receipts.map(({ payload }) => payload)
}

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { OutcomeWatch } from '#server/core/notifications/outcome-watch.ts'
import { AoiConnection } from '#server/testing/aoi-connection.ts'
import { type Answered, call, registerApp, registerClient } from '#server/testing/api-caller.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { TestClock } from '#server/testing/test-clock.ts'

const SEED = 'a seed of the tests that wait for acks'

let server: TestServer
let key: string
let token: string
const members: AoiConnection[] = []
beforeAll(async () => {
  server = await startTestServer()
  key = await server.createKey('com.example.chat')
  for (let count = 0; count < 2; count += 1) {
    const as = await registerClient(server.url)
    token = await registerApp(server.url, { as, tokenSeed: SEED })
    members.push(await AoiConnection.open(server.url, as))
  }
}, 60_000)
afterAll(async () => {
  for (const member of members) member.close()
  await server.stop()
})

const ending = new Set<AbortController>()
afterEach(() => {
  for (const each of ending) each.abort()
  ending.clear()
})

type Sent = { until?: string; wait?: string; elements?: object; headers?: Record<string, string> }

/** Sends one notification to the token and waits. */
function send({ until = 'first', wait = 'wait=30', elements, headers }: Sent = {}): Promise<Answered> {
  return call(server.url, {
    ...{ path: `/api/v1/notifications?until=${until}`, key, headers: { prefer: wait, ...headers } },
    body: { messageType: 'notificationReq', clientAppToken: token, payload: 'hello', ...elements },
  })
}

/** Acknowledges the next notification that the member is sent. */
async function acknowledgeNext(member: AoiConnection | undefined): Promise<void> {
  const count = member?.all('notification').length ?? 0
  const { seq } = (await member?.first('notification', count + 1)) ?? { seq: 0 }
  await member?.acknowledge([token, seq])
}

describe('a sender that waits', () => {
  it('is answered with the outcome as soon as the first member has acknowledged', async () => {
    const [first] = members
    const acknowledged = acknowledgeNext(first)
    const sent = await send()
    await acknowledged
    expect([sent.status, sent.headers.get('preference-applied')]).toEqual([201, 'wait=30'])
    const id = String(sent.body.notificationId)
    expect(sent.headers.get('location')).toBe(`/api/v1/notifications/${id}`)
    const { body: status } = await call(server.url, { path: `/api/v1/notifications/${id}`, key })
    const accepted = { messageType: 'notificationRes', code: '200', desc: 'OK', notificationId: id }
    expect(sent.body).toEqual({ ...accepted, ...status })
    expect(status).toMatchObject({ acked: 1, pending: 1, recipients: 2 })
  })

  it.each(['all', '2', '9'])('until %s is answered when every member has acknowledged', async (until) => {
    const acknowledged = Promise.all(members.map(acknowledgeNext))
    const sent = await send({ until })
    await acknowledged
    expect(sent.body).toMatchObject({ acked: 2, pending: 0 })
  })

  it('is answered with the state so far when its time is over', async () => {
    const sent = await send({ wait: 'respond-async, wait=1' })
    expect([sent.status, sent.headers.get('preference-applied')]).toEqual([201, 'wait=1'])
    expect(sent.body).toMatchObject({ acked: 0, pending: 2 })
  })

  it('is answered at once when the notification is cancelled', async () => {
    const { store } = server.services.context
    const { headSeq = 0 } = (await store.findToken(token)) ?? {}
    const sent = send()
    const findNewest = async () => (await store.listNotifications({ limit: 1, now: Date.now() })).rows[0]
    await expect.poll(async () => (await findNewest())?.seq).toBe(headSeq + 1)
    const path = `/api/v1/notifications/${(await findNewest())?.id}`
    expect((await call(server.url, { method: 'DELETE', path, key })).status).toBe(204)
    expect((await sent).body).toMatchObject({ expiredBy: { cancelled: 2 } })
  })

  it('may wait again by GET, and by the same Idempotency-Key', async () => {
    const idempotent = { 'idempotency-key': 'waits twice' }
    const first = await send({ wait: 'wait=1', headers: idempotent })
    const path = `/api/v1/notifications/${String(first.body.notificationId)}?until=first`
    const again = call(server.url, { path, key, headers: { prefer: 'wait=30' } })
    const repeated = send({ headers: idempotent })
    await members[0]?.acknowledge([token, Number(first.body.seq)])
    expect((await again).body).toMatchObject({ acked: 1 })
    expect((await again).headers.get('preference-applied')).toBe('wait=30')
    expect((await repeated).body).toMatchObject({ notificationId: first.body.notificationId, acked: 1 })
  })

  it('waits no longer than the limit, and learns so', async () => {
    const acknowledged = acknowledgeNext(members[0])
    const sent = await send({ wait: 'wait=3600' })
    await acknowledged
    expect(sent.headers.get('preference-applied')).toBe(`wait=${LIMITS.ackWaitSeconds}`)
  })

  it.each([
    [{ until: 'some' }, 'until: must be first, all or a number of members from 1'],
    [{ until: '0' }, 'until: must be first, all or a number of members from 1'],
    [{ wait: 'wait=0' }, 'until: needs the header Prefer: wait=N, with 1 to 55 seconds'],
    [{ wait: 'wait=x' }, 'until: needs the header Prefer: wait=N, with 1 to 55 seconds'],
    [{ until: 'first&x=1' }, 'unknown element "x"'],
  ])(
    'is refused for %j with the element and the expected value, and nothing is stored',
    async (sent, desc) => {
      const before = await server.services.context.store.findToken(token)
      const refused = await send(sent)
      expect(refused).toMatchObject({ status: 400, body: { desc } })
      expect((await server.services.context.store.findToken(token))?.headSeq).toBe(before?.headSeq)
    },
  )

  it('is refused with many tokens', async () => {
    const elements = { clientAppToken: undefined, clientAppTokens: [token] }
    expect(await send({ elements })).toMatchObject({
      status: 400,
      body: { desc: 'until: needs one clientAppToken' },
    })
  })

  it('sends without waiting when its key has used its whole share of waits, and another key waits', async () => {
    const { ackWaits, limitWatch, store } = server.services.context
    const { rows } = await store.listNotifications({ limit: 1, now: Date.now() })
    const id = String((await send({ wait: 'wait=1' })).body.notificationId ?? rows[0]?.id)
    const abort = new AbortController()
    ending.add(abort)
    const apiKeyId = key.split('_')[2] ?? ''
    const held = { apiKeyId, until: 'all', milliseconds: 55_000, signal: abort.signal } as const
    const waits = Array.from({ length: LIMITS.acksWaitingPerKey }, () => ackWaits.wait(id, held))
    const over = await send()
    expect([over.status, over.headers.get('preference-applied')]).toEqual([201, null])
    expect(over.body).toMatchObject({ acked: 0, pending: 2 })
    expect(limitWatch.list(10)).toContainEqual(
      expect.objectContaining({ limit: 'acksWaitingPerKey', party: `API key ${apiKeyId}` }),
    )
    const path = `/api/v1/notifications/${id}?until=first`
    const other = await server.createKey('com.example.*')
    const waited = await call(server.url, { path, key: other, headers: { prefer: 'wait=1' } })
    expect(waited.headers.get('preference-applied')).toBe('wait=1')
    abort.abort()
    await Promise.all(waits)
  })

  it('is answered with what is known when the server drains', async () => {
    const own = await startTestServer()
    const as = await registerClient(own.url)
    const to = await registerApp(own.url, { as })
    const sent = call(own.url, {
      ...{ path: '/api/v1/notifications?until=all', headers: { prefer: 'wait=55' } },
      key: await own.createKey('com.example.chat'),
      body: { messageType: 'notificationReq', clientAppToken: to, payload: 1 },
    })
    const { store } = own.services.context
    await expect.poll(async () => (await store.findToken(to))?.headSeq).toBe(1)
    await own.stop()
    expect(await sent).toMatchObject({ status: 201, body: { acked: 0, pending: 1 } })
  })
})

describe('the outcome watch', () => {
  const row = { id: 'a', tokenId: 1, seq: 1, acked: 0 }

  it('wakes a waiting request, by one statement a second for all, when no announcement comes', async () => {
    const clock = new TestClock()
    const asked: string[][] = []
    const progress = { a: 0, b: 0 }
    const readProgress = async (ids: readonly string[]) => {
      asked.push([...ids])
      return ids.map((id) => ({ id, acked: progress[id as 'a' | 'b'], isEnded: false }))
    }
    const watch = new OutcomeWatch({ store: { readProgress }, clock, onError: () => {} })
    const { signal } = new AbortController()
    const input = { milliseconds: 55_000, signal }
    const woken: string[] = []
    const waits = ['a', 'b', 'a'].map((id) => watch.sleep([{ ...row, id }], input).then(() => woken.push(id)))
    clock.advance(LIMITS.outcomePollMilliseconds)
    await expect.poll(() => clock.waiting).toBe(4)
    expect([asked, woken]).toEqual([[['a', 'b']], []])
    progress.a = 1
    clock.advance(LIMITS.outcomePollMilliseconds)
    await expect.poll(() => woken).toEqual(['a', 'a'])
    clock.advance(input.milliseconds)
    await Promise.all(waits)
    await expect.poll(() => clock.waiting).toBe(0)
  })

  it('wakes nobody for an ack of another token, or of an earlier seq', async () => {
    const clock = new TestClock()
    const watch = new OutcomeWatch({ store: { readProgress: async () => [] }, clock, onError: () => {} })
    const woken: number[] = []
    const { signal } = new AbortController()
    for (const seq of [1, 2])
      void watch.sleep([{ ...row, seq }], { milliseconds: 1000, signal }).then(() => woken.push(seq))
    const move = { registrationId: 1, sessionNumber: 1, fromSeq: 0, toSeq: 1, gaps: [], at: 0 }
    watch.onAnnouncement({ kind: 'acked', moves: [{ ...move, tokenId: 2 }] })
    watch.onAnnouncement({ kind: 'acked', moves: [{ ...move, tokenId: 1, toSeq: 2, gaps: [[1, 1]] }] })
    await expect.poll(() => woken).toEqual([2])
    watch.end()
    await expect.poll(() => woken).toEqual([2, 1])
  })
})

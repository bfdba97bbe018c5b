import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { call } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { pathIn, push, registerForPush } from '#server/testing/push-door.ts'

let door: BareDoor
let token: string
beforeAll(async () => {
  door = await openBareDoor()
  token = await registerForPush(door.url, { webPush: true })
}, 60_000)
afterAll(async () => door.close())

const RECEIPT = { prefer: 'respond-async' }
const now = { prefer: 'wait=0' }
const ask = (path: string, headers: Record<string, string> = now) => call(door.url, { path, headers })

describe('the message resource', () => {
  it('cancels its message by DELETE, however often it is repeated', async () => {
    const path = pathIn(await push(door.url, token), 'location')
    expect((await call(door.url, { method: 'DELETE', path })).status).toBe(204)
    expect((await call(door.url, { method: 'DELETE', path: `${path}/` })).status).toBe(204)
    const { rows } = await door.services.context.store.listNotifications({ limit: 1, now: Date.now() })
    expect(rows[0]).toMatchObject({ cancelled: 1, pending: 0 })
  })

  it('opens only by its own link: not by the token, the id, the receipt’s link or an invented link', async () => {
    const sent = await push(door.url, token, RECEIPT)
    const receipt = pathIn(sent, 'link').split('/').at(-1)
    const { rows } = await door.services.context.store.listNotifications({ limit: 1, now: Date.now() })
    for (const link of [token, rows[0]?.id, receipt, 'x', 'A'.repeat(43), '%00']) {
      expect((await call(door.url, { method: 'DELETE', path: `/wp/messages/${link}` })).status).toBe(404)
    }
  })

  it('lets no caller read the message', async () => {
    const path = pathIn(await push(door.url, token), 'location')
    for (const method of ['GET', 'HEAD', 'POST', 'PUT']) {
      expect((await call(door.url, { method, path })).status).toBe(405)
    }
  })
})

describe('a receipt', () => {
  it('is promised by 202 and a link to a sender that asks for it, in any spelling', async () => {
    for (const prefer of ['respond-async', 'wait=5, Respond-Async', 'respond-async; x']) {
      const sent = await push(door.url, token, { prefer })
      expect([sent.status, sent.headers.get('preference-applied')]).toEqual([202, 'respond-async'])
      expect(sent.headers.get('link')).toMatch(/^<http.+>; rel="urn:ietf:params:push:receipt"$/)
      expect(sent.headers.get('location')).not.toBeNull()
    }
    expect((await push(door.url, token, { prefer: 'respond-asynchronously' })).status).toBe(201)
  })

  it('shares one link with those of earlier messages: a poll returns each once, a stream returns all', async () => {
    const paths: string[] = []
    let sent = await push(door.url, token, RECEIPT)
    paths.push(pathIn(sent, 'location'))
    sent = await push(door.url, token, { ...RECEIPT, link: sent.headers.get('link') })
    paths.push(pathIn(sent, 'location'))
    const all = pathIn(sent, 'link')
    expect((await ask(all)).status).toBe(202)
    const stream = ask(all, { accept: 'text/event-stream' })
    await call(door.url, { method: 'DELETE', path: paths[1] ?? '' })
    const first = await ask(all, { prefer: 'wait=60' })
    expect([first.status, pathIn(first, 'content-location')]).toEqual([410, paths[1]])
    expect((await ask(pathIn(first, 'link'))).status).toBe(202)
    await call(door.url, { method: 'DELETE', path: paths[0] ?? '' })
    const second = await ask(pathIn(first, 'link'), { prefer: 'wait=60' })
    expect([second.status, pathIn(second, 'content-location')]).toEqual([410, paths[0]])
    expect(second.headers.get('link')).toBeNull()
    expect([...(await stream).text.matchAll(/messages\/[^"]+/g)].map(([path]) => `/wp/${path}`)).toEqual(
      paths.toReversed(),
    )
  })

  it('link covers a limited number of messages, and the next message starts a new link', async () => {
    let link: string | null = null
    const lengths: number[] = []
    for (let count = 0; count <= LIMITS.receiptMessages; count += 1) {
      const sent = await push(door.url, token, { ...RECEIPT, link: link ?? undefined })
      link = sent.headers.get('link')
      lengths.push(link?.length ?? 0)
    }
    expect(lengths.at(-1)).toBe(lengths[0])
    expect(lengths.toSorted((a, b) => a - b).at(-1)).toBe(lengths.at(-2))
  })

  it('is refused with 400 to a sender that names an invalid receipt subscription', async () => {
    const receipts = (await push(door.url, token, RECEIPT)).headers.get('link') ?? ''
    const madeUp = receipts.replace(/.{5}>/, 'AAAAA>')
    for (const link of [madeUp, receipts.replace('receipts', 'messages'), receipts.replace('http', 'x')]) {
      expect([link, (await push(door.url, token, { ...RECEIPT, link })).status]).toEqual([link, 400])
    }
    expect((await push(door.url, token, { link: '</help>; rel="help"' })).status).toBe(201)
  })

  it('is 202 while no member has the message and one may still get it', async () => {
    const sent = await push(door.url, token, RECEIPT)
    const waited = await ask(pathIn(sent, 'link'))
    expect([waited.status, pathIn(waited, 'content-location')]).toEqual([202, pathIn(sent, 'location')])
  })

  it('is 204 as soon as the first member has the message, by poll and by stream', async () => {
    const group = { webPush: true, tokenSeed: 'a seed of the group' }
    const shared = await registerForPush(door.url, group)
    await registerForPush(door.url, group)
    const path = pathIn(await push(door.url, shared, RECEIPT), 'link')
    const stream = ask(path, { accept: 'text/event-stream' })
    const polled = ask(path, { prefer: 'wait=60' })
    await acknowledge(shared)
    expect((await polled).status).toBe(204)
    const { text, headers } = await stream
    expect(headers.get('content-type')).toBe('text/event-stream')
    expect(text).toMatch(/^: waiting\n\nevent: receipt\ndata: \{"message":"http.+","status":204\}\n\n$/)
  })

  it('is 410 when the message is cancelled, or when the token has no members left', async () => {
    const sent = await push(door.url, token, RECEIPT)
    const waiting = ask(pathIn(sent, 'link'), { prefer: 'wait=60' })
    await call(door.url, { method: 'DELETE', path: pathIn(sent, 'location') })
    expect((await waiting).status).toBe(410)
    expect((await ask(pathIn(sent, 'link'), { accept: 'text/event-stream' })).text).toContain('"status":410')
  })

  it('is 404 for a link that the server never issued', async () => {
    const sent = await push(door.url, token, RECEIPT)
    const message = pathIn(sent, 'location').split('/').at(-1)
    for (const link of [message, token, 'x']) expect((await ask(`/wp/receipts/${link}`)).status).toBe(404)
  })

  it('wait over the limit gets 503, and every wait is answered when the server drains', async () => {
    const full = await openBareDoor()
    const path = pathIn(
      await push(full.url, await registerForPush(full.url, { webPush: true }), RECEIPT),
      'link',
    )
    const ids = full.services.context.webPush.links.read('receipts', path.split('/').at(-1) ?? '')
    const { receipts } = full.services.context.webPush
    const { signal } = new AbortController()
    const wait = (_: unknown, index: number) => {
      const address = `198.51.100.${index % (LIMITS.receiptsWaiting / LIMITS.receiptsWaitingPerParty)}`
      return receipts.wait(ids, { milliseconds: 60_000, signal, address })
    }
    const waiting = Array.from({ length: LIMITS.receiptsWaiting }, wait)
    const turnedAway = async (): Promise<number> => {
      const { status } = await call(full.url, { path, headers: { prefer: 'wait=1' } })
      return status === 503 ? status : turnedAway()
    }
    expect(await turnedAway()).toBe(503)
    full.services.drain()
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([undefined]))
    await full.close()
  })
})

describe('pages of other origins', () => {
  it('may send, and may read the headers of the answer that they need', async () => {
    const headers = {
      origin: 'https://elsewhere.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-encoding,ttl',
    }
    const asked = await call(door.url, { method: 'OPTIONS', path: `/wp/${token}`, headers })
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, '*'])
    expect(asked.headers.get('access-control-allow-headers')).toContain('content-encoding')
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull()
    const sent = await push(door.url, token, { origin: 'https://elsewhere.example' })
    expect(sent.headers.get('access-control-expose-headers')).toContain('location')
  })
})

/** Acknowledges everything for the first member of the token. */
async function acknowledge(clientAppToken: string): Promise<void> {
  const { store, announce } = door.services.context
  const { rows: clients } = await store.listAoiClients({ limit: 100 })
  for (const { id } of clients.reverse()) {
    const { rows } = await store.listRegistrations({ aoiClientId: id, limit: 10 })
    const held = rows.find((row) => row.clientAppToken === clientAppToken)
    if (held === undefined) continue
    const { registrationId, tokenId, ackedSeq: fromSeq, headSeq: toSeq } = held
    const moves = [{ registrationId, tokenId, sessionNumber: 0, fromSeq, toSeq, gaps: [], at: Date.now() }]
    expect(await store.moveCursors(moves)).toEqual([])
    announce({ kind: 'acked', moves })
    return
  }
}

import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { SubmissionQueue } from '#server/core/notifications/submission-queue.ts'
import { registerClientApp } from '#server/core/registrations/register-client-app.ts'
import type { AppendRequest } from '#server/core/store.ts'
import { TokenSource } from '#server/core/tokens/token-source.ts'
import { WEB_PUSH_SENDER } from '#server/core/web-push/sender-id.ts'
import { HandshakeGate } from '#server/hub/door/handshake-gate.ts'
import { UnboundSockets } from '#server/hub/door/unbound-sockets.ts'
import { makeLocalLimiter } from '#server/ops/local-limiter.ts'
import { call, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { pathIn, push, registerForPush } from '#server/testing/push-door.ts'

let door: BareDoor
const clients: string[] = []
let messageId = ''
beforeAll(async () => {
  door = await openBareDoor({ variables: { AOI_TRUSTED_PROXIES: '1' } })
  for (let count = 0; count < 2; count += 1) clients.push((await registerClient(door.url)).aoiClientId)
  const token = await registerForPush(door.url, { webPush: true })
  const sent = await push(door.url, token, { prefer: 'respond-async' })
  messageId = pathIn(sent, 'link').split('/').at(-1) ?? ''
})
afterAll(() => door.close())

/** Begins work for one of two parties. The work lasts until `end`. */
type Work = { begin: (party: 0 | 1, turn: number) => Promise<unknown>; end: () => void }

function untilEnded(): { ended: Promise<void>; end: () => void } {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  return { ended, end }
}

const ADDRESSES = ['203.0.113.1', '203.0.113.2'] as const

/** Every limit that all parties share, with the share of one party. */
const SHARED: readonly { limit: keyof typeof LIMITS; share: keyof typeof LIMITS; open: () => Work }[] = [
  { limit: 'derivationsWaiting', share: 'derivationsAtOncePerParty', open: () => openDerivations('address') },
  {
    limit: 'derivationsAtOnce',
    share: 'derivationsAtOncePerParty',
    open: () => openDerivations('aoiClient'),
  },
  { limit: 'registrationsAtOnce', share: 'registrationsAtOncePerParty', open: openRegistrations },
  { limit: 'receiptsWaiting', share: 'receiptsWaitingPerParty', open: openReceipts },
  { limit: 'acksWaiting', share: 'acksWaitingPerKey', open: openAckWaits },
  { limit: 'handshakesAtOnce', share: 'handshakesAtOncePerAddress', open: openHandshakes },
  { limit: 'socketsUnbound', share: 'socketsUnboundPerAddress', open: openUnboundSockets },
  { limit: 'submissionsQueued', share: 'submissionsQueuedPerParty', open: () => openSubmissions('sender') },
  { limit: 'submissionsQueued', share: 'submissionsQueuedPerParty', open: () => openSubmissions('address') },
]

describe('a limit that all parties share', () => {
  it.each(SHARED)(
    '$limit: serves another party while one has used its whole share, $share',
    async ({ limit, share, open }) => {
      expect(LIMITS[share]).toBeLessThan(LIMITS[limit] + 64)
      const { begin, end } = open()
      const own = Array.from({ length: LIMITS[share] }, (_, turn) => begin(0, turn))
      await expect(begin(0, LIMITS[share])).rejects.toMatchObject({ code: 'unavailable' })
      const other = begin(1, 0)
      end()
      const settled = await Promise.allSettled([...own, other])
      expect(settled.filter(({ status }) => status === 'rejected')).toEqual([])
    },
  )

  it('answers 503 to receipt waits of one address over its share, and lets another address wait', async () => {
    const { receipts, links } = door.services.context.webPush
    const ids = links.read('receipts', messageId)
    const ending = new AbortController()
    const held = { milliseconds: 60_000, signal: ending.signal, address: '203.0.113.7' }
    const waits = Array.from({ length: LIMITS.receiptsWaitingPerParty }, () => receipts.wait(ids, held))
    const ask = (address: string) =>
      call(door.url, {
        path: `/wp/receipts/${messageId}`,
        headers: { prefer: 'wait=0', 'x-forwarded-for': address },
      })
    const refused = await Promise.all(Array.from({ length: 30 }, () => ask('203.0.113.7')))
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]))
    expect(refused[0]?.headers.get('retry-after')).toBe('5')
    expect((await ask('203.0.113.8')).status).toBe(202)
    ending.abort()
    await Promise.all(waits)
    expect((await ask('203.0.113.7')).status).toBe(202)
    expect(door.services.context.limitWatch.list(10)).toContainEqual(
      expect.objectContaining({ limit: 'receiptsWaitingPerParty', party: 'address 203.0.113.7' }),
    )
  })
})

function openDerivations(by: 'address' | 'aoiClient'): Work {
  const { ended, end } = untilEnded()
  const source = new TokenSource(() => ended.then(() => new Uint8Array(32).fill(1)), makeLocalLimiter)
  return {
    end,
    begin: (party, turn) => {
      const own = by === 'address' ? `${party} ${turn}` : `${party}`
      const address = by === 'address' ? ADDRESSES[party] : `${ADDRESSES[party]}${turn}`
      const named = { aoiClientId: own, address, applicationName: 'a', tokenScope: '' }
      return source.derive({ ...named, tokenSeed: `a seed of ${party} ${turn}` })
    },
  }
}

/** Registrations last as long as the database takes. All of them begin in one turn of the event loop. */
function openRegistrations(): Work {
  const { context } = door.services
  return {
    end: () => {},
    begin: (party, turn) =>
      registerClientApp(context, {
        aoiClientId: clients[party] ?? '',
        applicationName: `com.example.${turn}`,
      }),
  }
}

function openReceipts(): Work {
  const { receipts, links } = door.services.context.webPush
  const ids = links.read('receipts', messageId)
  const ending = new AbortController()
  return {
    end: () => ending.abort(),
    begin: (party) =>
      receipts.wait(ids, { milliseconds: 60_000, signal: ending.signal, address: ADDRESSES[party] }),
  }
}

/** A sender over its share is answered at once instead of being refused. */
function openAckWaits(): Work {
  const { ackWaits, webPush } = door.services.context
  const [id = ''] = webPush.links.read('receipts', messageId)
  const ending = new AbortController()
  return {
    end: () => ending.abort(),
    begin: async (party) => {
      const input = {
        apiKeyId: `${party}`,
        until: 'all',
        milliseconds: 55_000,
        signal: ending.signal,
      } as const
      const awaited = await ackWaits.wait(id, input)
      if (!awaited?.hasWaited) throw Object.assign(new Error('full'), { code: 'unavailable' })
    },
  }
}

function openHandshakes(): Work {
  const { ended, end } = untilEnded()
  const gate = new HandshakeGate({ isDraining: () => false, makeLimiter: makeLocalLimiter })
  return { end, begin: (party) => gate.pass(ADDRESSES[party], () => ended) }
}

function openUnboundSockets(): Work {
  const { limitWatch } = door.services.context
  const unbound = new UnboundSockets({ trustedProxies: 1, limitWatch })
  return {
    end: () => {},
    begin: async (party, turn) => {
      const request = new IncomingMessage(new Socket())
      request.headers['x-forwarded-for'] = `${ADDRESSES[party]}:${1000 + turn}`
      if (!unbound.admit(request, request.socket))
        throw Object.assign(new Error('full'), { code: 'unavailable' })
    },
  }
}

function openSubmissions(by: 'sender' | 'address'): Work {
  const { ended, end } = untilEnded()
  const append = (requests: readonly AppendRequest[]) =>
    ended.then(() => requests.map(() => ({ kind: 'replayed' as const, results: [] })))
  const queue = new SubmissionQueue({
    ...{ store: { append }, announce: () => {} },
    onUnexpected: (error) => {
      throw error
    },
  })
  const submit = (serverApplicationId: string, address?: string) =>
    queue.submit({
      ...{ serverApplicationId, grants: [], acceptedAt: 0, notifications: [] },
      ...(address === undefined ? {} : { address }),
    })
  // The first submission goes into a transaction that does not end, so all others wait.
  const first = submit('the first')
  return {
    end: () => {
      end()
      void first
    },
    begin: (party) =>
      by === 'sender' ? submit(`sender ${party}`) : submit(WEB_PUSH_SENDER, ADDRESSES[party]),
  }
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LIMITS } from '#protocol'
import { systemClock } from '#server/ops/system-clock.ts'
import { TestClock } from '#server/testing/test-clock.ts'
import type { FindAddresses } from './checked-lookup.ts'
import { OutboundClient } from './outbound-client.ts'

type Listener = (request: IncomingMessage, response: ServerResponse) => void

/** Listens at every address of this machine, and counts connections. */
let inside: { port: number; connections: number; answer: Listener }
const servers: Server[] = []
const clients: OutboundClient[] = []

beforeEach(async () => {
  const server = createServer((request, response) => inside.answer(request, response))
  server.on('connection', () => {
    inside.connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '::', resolve))
  servers.push(server)
  inside = {
    port: (server.address() as AddressInfo).port,
    connections: 0,
    answer: (_, response) => response.end('inside'),
  }
})

afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  await Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    }),
  )
})

function openClient(
  allow: readonly string[] = [],
  options: { findAddresses?: FindAddresses; clock?: TestClock } = {},
): OutboundClient {
  const client = new OutboundClient({ clock: systemClock, allow, ...options })
  clients.push(client)
  return client
}

const send = (client: OutboundClient, host: string, path = '/') =>
  client.send({ purpose: 'webhook', method: 'POST', url: `http://${host}:${inside.port}${path}`, body: '{}' })

/** Answers a lookup with these addresses. */
const resolveTo =
  (...addresses: string[]): FindAddresses =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

describe('a request to an address that is private or local', () => {
  test.each([
    ...['127.0.0.1', '127.1', '127.0.1', '2130706433', '0x7f000001', '0x7f.1', '017700000001', '0177.0.0.1'],
    ...['127.0.0.1.', '127.255.255.254', '0.0.0.0', '0', '%31%32%37.0.0.1', '①②⑦.0.0.1', '127。0。0。1'],
    ...['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '3232235777', '100.64.0.1'],
    ...['169.254.169.254', '0xa9fea9fe', '169.254.43518', '100.100.100.200', '192.0.0.192', '168.63.129.16'],
    ...['192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '192.88.99.1', '224.0.0.1', '240.0.0.1'],
    ...['255.255.255.255', '[::]', '[::1]', '[0:0:0:0:0:0:0:1]', '[::127.0.0.1]', '[::ffff:127.0.0.1]'],
    ...['[::ffff:7f00:1]', '[::ffff:10.0.0.1]', '[::ffff:0:127.0.0.1]', '[64:ff9b::127.0.0.1]'],
    ...['[64:ff9b::a9fe:a9fe]', '[64:ff9b:1::7f00:1]', '[2002:7f00:1::]', '[2001:0:4136:e378:8000:63bf::]'],
    ...['[fe80::1]', '[fec0::1]', '[fc00::1]', '[fd00:ec2::254]', '[ff02::1]', '[100::1]', '[2001:db8::1]'],
    ...['[4000::1]', '[5f00::1]', '[2001:2::1]', '[3fff::1]'],
  ])('is refused: %s', async (host) => {
    const client = openClient()
    expect(await send(client, host)).toMatchObject({ outcome: 'refusedAddress' })
    expect(client.findUrlFault(`https://${host}/`)).toContain('private or local address')
    expect(inside.connections).toBe(0)
  })
})

describe('a request to a name', () => {
  test.each([
    ['127.0.0.1'],
    ['::1'],
    ['::ffff:127.0.0.1'],
    ['169.254.169.254'],
    ['10.0.0.1', 'fd00::1'],
    ['64:ff9b::7f00:1'],
    ['fe80::1%lo'],
  ])('is refused if the name leads to %s', async (...addresses) => {
    const client = openClient([], { findAddresses: resolveTo(...addresses) })
    expect(client.findUrlFault('https://hooks.example/')).toBeUndefined()
    expect(await send(client, 'hooks.example')).toMatchObject({ outcome: 'refusedAddress' })
    expect(inside.connections).toBe(0)
  })

  test('is refused by the answer of the system as well', async () => {
    expect(await send(openClient(), 'localhost')).toMatchObject({ outcome: 'refusedAddress' })
    expect(inside.connections).toBe(0)
  })

  test('goes only to the permitted addresses among several', async () => {
    const client = openClient(['127.0.0.2'], { findAddresses: resolveTo('127.0.0.1', '127.0.0.2', '::1') })
    const seen: (string | undefined)[] = []
    inside.answer = (request, response) => {
      seen.push(request.socket.localAddress)
      response.end()
    }
    expect(await send(client, 'hooks.example')).toMatchObject({ outcome: 'answered' })
    expect(seen).toEqual(['::ffff:127.0.0.2'])
  })

  test('connects to the address that was checked, however the name resolves afterwards', async () => {
    const answers = ['127.0.0.2', '127.0.0.1', '127.0.0.1']
    const findAddresses: FindAddresses = async () => [{ address: answers.shift() ?? '', family: 4 }]
    const client = openClient(['127.0.0.2'], { findAddresses })
    inside.answer = (request, response) =>
      response.setHeader('connection', 'close').end(request.socket.localAddress)
    const first = await send(client, 'rebinds.example')
    expect('body' in first && Buffer.from(first.body).toString()).toBe('::ffff:127.0.0.2')
    expect(answers).toHaveLength(2)
    expect(await send(client, 'rebinds.example')).toMatchObject({ outcome: 'refusedAddress' })
    expect(inside.connections).toBe(1)
  })

  test('that the operator allows goes to any address', async () => {
    const client = openClient(['hooks.lan'], { findAddresses: resolveTo('127.0.0.1') })
    expect(await send(client, 'HOOKS.lan')).toMatchObject({ outcome: 'answered', status: 200 })
    expect(await send(client, 'other.lan')).toMatchObject({ outcome: 'refusedAddress' })
  })
})

describe('an allowed network', () => {
  test.each([
    ['127.0.0.0/8', '127.3.2.1'],
    ['127.0.0.1', '[::ffff:127.0.0.1]'],
    ['::1/128', '[::1]'],
    ['[::1]', '[::1]'],
  ])('%s admits %s', async (item, host) => {
    expect(await send(openClient([item]), host)).toMatchObject({ outcome: 'answered' })
  })

  test('admits no address beside it', async () => {
    expect(await send(openClient(['127.0.0.0/30']), '127.0.0.4')).toMatchObject({ outcome: 'refusedAddress' })
  })
})

test.each([
  ...[
    'ftp://example.org/',
    'file:///etc/passwd',
    'gopher://example.org/',
    'data:text/plain,x',
    'example.org',
  ],
  ...[
    'http://user@example.org/',
    'https://user:word@example.org/',
    'http://:word@example.org/',
    '//example.org/',
  ],
])('a URL that is none of http and https, or holds credentials, is refused: %s', async (url) => {
  const client = openClient(['0.0.0.0/0'], { findAddresses: resolveTo('127.0.0.1') })
  expect(await client.send({ purpose: 'webhook', method: 'GET', url })).toMatchObject({ outcome: 'badUrl' })
})

test.each([301, 302, 303, 307, 308])(
  'a redirect by %i is an answer, and nobody follows it',
  async (status) => {
    const paths: (string | undefined)[] = []
    inside.answer = (request, response) => {
      paths.push(request.url)
      response.writeHead(status, { location: `http://127.0.0.1:${inside.port}/secret` }).end()
    }
    const client = openClient(['127.0.0.2'])
    expect(await send(client, '127.0.0.2', '/hook')).toMatchObject({ outcome: 'answered', status })
    expect(paths).toEqual(['/hook'])
    expect([...client.outcomes]).toEqual([['webhook redirect', 1]])
  },
)

describe('an answer', () => {
  test('has status, headers and body', async () => {
    inside.answer = (request, response) => {
      response.writeHead(429, { 'retry-after': '7', 'set-cookie': ['a', 'b'] })
      request.pipe(response)
    }
    const answer = await openClient(['127.0.0.1']).send({
      ...{ purpose: 'webPush', method: 'PUT', url: `http://127.0.0.1:${inside.port}/` },
      body: new Uint8Array([1, 2]),
    })
    expect(answer).toMatchObject({ outcome: 'answered', status: 429, isWhole: true })
    expect(answer).toMatchObject({ headers: { 'retry-after': '7', 'set-cookie': 'a, b' } })
    expect('body' in answer && [...answer.body]).toEqual([1, 2])
  })

  test('that is too long is cut, and its connection is closed', async () => {
    const closed = new Promise((resolve) => {
      inside.answer = (request, response) => {
        request.socket.once('close', resolve)
        response.write(Buffer.alloc(LIMITS.outboundAnswerBytes))
        response.write('more')
      }
    })
    const answer = await send(openClient(['127.0.0.1']), '127.0.0.1')
    expect(answer).toMatchObject({ outcome: 'answered', isWhole: false })
    expect('body' in answer && answer.body.length).toBe(LIMITS.outboundAnswerBytes)
    await closed
  })

  test('with too long headers is a failure', async () => {
    inside.answer = (_, response) =>
      response.setHeader('x-long', 'x'.repeat(LIMITS.outboundAnswerHeaderBytes)).end()
    expect(await send(openClient(['127.0.0.1']), '127.0.0.1')).toMatchObject({ outcome: 'unreachable' })
  })

  test('that switches the protocol is a failure', async () => {
    inside.answer = ({ socket }) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n')
    expect(await send(openClient(['127.0.0.1']), '127.0.0.1')).toMatchObject({ outcome: 'unreachable' })
  })

  test.each(['before the headers', 'within the body'])(
    'that stops %s fails after its time',
    async (where) => {
      const clock = new TestClock()
      const begun = new Promise<void>((resolve) => {
        inside.answer = (_, response) => {
          if (where === 'within the body') response.write('x')
          resolve()
        }
      })
      const client = openClient(['127.0.0.1'], { clock })
      const sent = send(client, '127.0.0.1')
      await begun
      clock.advance(LIMITS.outboundSeconds * 1000)
      expect(await sent).toMatchObject({ outcome: 'timedOut' })
      expect(client.requests).toBe(0)
    },
  )
})

test('requests to one origin share its connections', async () => {
  const client = openClient(['127.0.0.1'])
  for (let round = 0; round < 3; round += 1) await send(client, '127.0.0.1')
  expect(inside.connections).toBe(1)
})

test('requests beyond the limit of an origin are not sent', async () => {
  const waiting: ServerResponse[] = []
  inside.answer = (_, response) => waiting.push(response)
  const client = openClient(['127.0.0.1'])
  const sent = Array.from({ length: LIMITS.outboundRequestsPerOrigin }, () => send(client, '127.0.0.1'))
  expect(await send(client, '127.0.0.1')).toMatchObject({ outcome: 'busy', retryAfterMilliseconds: 1000 })
  await expect.poll(() => waiting.length).toBe(LIMITS.outboundConnectionsPerOrigin)
  inside.answer = (_, response) => response.end()
  for (const response of waiting) response.end()
  expect(new Set((await Promise.all(sent)).map(({ outcome }) => outcome))).toEqual(new Set(['answered']))
  expect(inside.connections).toBe(LIMITS.outboundConnectionsPerOrigin)
})

test('the origin that was used least recently is forgotten', async () => {
  const client = openClient(['127.0.0.1'], { findAddresses: resolveTo('127.0.0.1') })
  for (let name = 0; name <= LIMITS.outboundOrigins; name += 1) await send(client, `o${name}.example`)
  const before = inside.connections
  expect(before).toBe(LIMITS.outboundOrigins + 1)
  await send(client, `o${LIMITS.outboundOrigins}.example`)
  expect(inside.connections).toBe(before)
  await send(client, 'o0.example')
  expect(inside.connections).toBe(before + 1)
})

test('an origin that cannot be reached is left alone for longer and longer', async () => {
  const clock = new TestClock()
  const client = openClient(['127.0.0.1'], { clock })
  inside.answer = (request) => request.socket.destroy()
  for (let failures = 0; failures < LIMITS.outboundFailures; failures += 1)
    expect(await send(client, '127.0.0.1')).toMatchObject({ outcome: 'unreachable' })
  const first = { outcome: 'circuitOpen', retryAfterMilliseconds: LIMITS.outboundCircuitSeconds * 1000 }
  expect(await send(client, '127.0.0.1')).toMatchObject(first)
  expect(client.openCircuits).toBe(1)
  clock.advance(LIMITS.outboundCircuitSeconds * 1000)
  const [tried, waited] = await Promise.all([send(client, '127.0.0.1'), send(client, '127.0.0.1')])
  expect([tried.outcome, waited.outcome]).toEqual(['unreachable', 'circuitOpen'])
  clock.advance(LIMITS.outboundCircuitSeconds * 1000)
  expect(await send(client, '127.0.0.1')).toMatchObject(first)
  clock.advance(LIMITS.outboundCircuitSeconds * 1000)
  inside.answer = (_, response) => response.writeHead(500).end()
  expect(await send(client, '127.0.0.1')).toMatchObject({ outcome: 'answered', status: 500 })
  expect(client.openCircuits).toBe(0)
})

test('a name that does not resolve is told apart from a host that does not answer', async () => {
  const findAddresses: FindAddresses = async () => {
    throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })
  }
  const client = openClient([], { findAddresses })
  expect(await send(client, 'nowhere.example')).toEqual({ outcome: 'unresolved', detail: 'ENOTFOUND' })
})

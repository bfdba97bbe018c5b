import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { call } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'

const TOKEN = `u1${'A'.repeat(43)}`
const ALLOWED = 3
/** More than any limit here allows, even if a window of a second ends meanwhile. */
const ENOUGH = 40

let door: BareDoor
beforeAll(async () => {
  door = await openBareDoor({
    limits: {
      ...LIMITS,
      aoiClientRegistrationsPerAddressPerMinute: ALLOWED,
      failedSignInsPerAddressPerMinute: ALLOWED,
      pushesPerAddressPerSecond: ALLOWED,
    },
    variables: { AOI_TRUSTED_PROXIES: '1' },
  })
})
afterAll(() => door.close())

type From = (address: string) => Promise<{ status: number }>

/** Each limit of the HTTP doors that counts addresses, with a request that it counts. */
const DOORS: readonly { name: string; ask: From; refusal: number }[] = [
  {
    name: 'AOI Client registrations',
    refusal: 503,
    ask: send({ path: '/api/v1/aoi-clients', body: { messageType: 'aoiClientRegistrationReq' } }),
  },
  { name: 'wrong API keys', refusal: 429, ask: send({ path: '/api/v1/tokens', key: 'wrong' }) },
  {
    name: 'wrong credentials of AOI Clients',
    refusal: 503,
    ask: send({
      method: 'DELETE',
      path: `/api/v1/client-app-registrations/${TOKEN}`,
      as: { aoiClientId: 'ac_x', aoiClientSecret: 'x' },
    }),
  },
  {
    name: 'sign-ins with wrong passwords',
    refusal: 429,
    ask: async (address) => {
      const body = { email: `${address.replace(/\W+/g, '-')}@example.com`, password: 'a wrong password' }
      const headers = { origin: door.url, 'x-forwarded-for': address }
      return call(door.url, { path: '/api/auth/sign-in/email', body, headers })
    },
  },
  {
    name: 'Web Push messages',
    refusal: 429,
    ask: send({ path: `/wp/${TOKEN}`, raw: 'x', headers: { ttl: '60', 'content-encoding': 'aes128gcm' } }),
  },
]

function send(request: Parameters<typeof call>[1]): From {
  return (address) =>
    call(door.url, { ...request, headers: { ...request.headers, 'x-forwarded-for': address } })
}

/**
 * Returns addresses of one party and of another. Each door has its own, so that one door's limit does not affect
 * another's.
 */
function parties(index: number) {
  const [v4, net] = [`203.0.113.${index}`, `2001:db8:0:${index + 1}`]
  const ports = (count: number) => Array.from({ length: count }, (_, port) => `${v4}:${4711 + port}`)
  return {
    'an address with changing ports': { many: ports, other: `198.51.100.${index}:4711` },
    'an IPv6 network of 64 bits': {
      many: (count: number) =>
        Array.from({ length: count }, (_, host) => `[${net}::${host + 1}]:${4711 + host}`),
      other: `2001:db8:1:${index + 1}::1`,
    },
    'an IPv4 address, mapped and not': {
      many: (count: number) =>
        Array.from({ length: count }, (_, turn) => `${turn % 2 ? '::ffff:' : ''}192.0.2.${index}`),
      other: `::ffff:192.0.2.${100 + index}`,
    },
  }
}

describe.each(DOORS.map((door, index) => ({ ...door, index })))(
  'the limit of $name',
  ({ ask, refusal, index }) => {
    it.each(Object.entries(parties(index)))(
      'counts %s as one address, and other addresses separately',
      async (_, party) => {
        const statuses: number[] = []
        for (const address of party.many(ENOUGH))
          if (statuses.at(-1) !== refusal) statuses.push((await ask(address)).status)
        expect(statuses[0]).not.toBe(refusal)
        expect(statuses.at(-1)).toBe(refusal)
        expect((await ask(party.other)).status).toBe(statuses[0])
      },
    )
  },
)

import { describe, expect, it } from 'vitest'
import { TestClock } from '#server/testing/test-clock.ts'
import { hashSecret } from '../credentials.ts'
import type { ApiKey } from '../store.ts'
import { ApiKeyring } from './api-keyring.ts'

const ID = '0123456789abcdef'
const SECRET = 's'.repeat(43)
const PRESENTED = `aoi_sk_${ID}_${SECRET}`

describe('ApiKeyring', () => {
  it('authenticates a key by its id and secret', async () => {
    const { keyring } = openKeyring()
    await expect(keyring.authenticate(PRESENTED)).resolves.toMatchObject({ id: ID })
  })

  it.each([
    undefined,
    '',
    `aoi_sk_${ID}_${'x'.repeat(43)}`,
    `aoi_sk_${'f'.repeat(16)}_${SECRET}`,
    `${PRESENTED} `,
    `\n${PRESENTED}`,
    PRESENTED.toUpperCase(),
  ])('refuses %j without a word about its fault', async (presented) => {
    const { keyring } = openKeyring()
    await expect(keyring.authenticate(presented)).rejects.toMatchObject({
      code: 'unauthorized',
      message: 'an API key is required: Authorization: Bearer aoi_sk_<id>_<secret>',
    })
  })

  it('refuses a key from the millisecond of its expiry on', async () => {
    const { keyring, clock } = openKeyring({ expiresAt: new TestClock().now() + 1000 })
    clock.advance(999)
    await keyring.authenticate(PRESENTED)
    clock.advance(1)
    await expect(keyring.authenticate(PRESENTED)).rejects.toThrow('expired')
  })

  it('reads a key at most once in five seconds', async () => {
    const { keyring, clock, table } = openKeyring()
    for (const step of [0, 2500, 2499]) {
      clock.advance(step)
      await keyring.authenticate(PRESENTED)
    }
    expect(table.reads).toBe(1)
    clock.advance(1)
    await keyring.authenticate(PRESENTED)
    expect(table.reads).toBe(2)
  })

  it('refuses a key as soon as its revocation is announced', async () => {
    const { keyring, table } = openKeyring()
    await keyring.authenticate(PRESENTED)
    table.key = { ...table.key, revokedAt: 1 }
    keyring.forget(ID)
    await expect(keyring.authenticate(PRESENTED)).rejects.toThrow('revoked')
  })

  it('does not cache a key that is revoked while it is read', async () => {
    const { keyring, table } = openKeyring()
    table.onRead = () => {
      table.onRead = () => {}
      table.key = { ...table.key, revokedAt: 1 }
      keyring.forget(ID)
    }
    await keyring.authenticate(PRESENTED)
    await expect(keyring.authenticate(PRESENTED)).rejects.toThrow('revoked')
  })

  it('writes the last use of each accepted key once, and of no refused key', async () => {
    const { keyring, clock, table } = openKeyring()
    await keyring.authenticate(PRESENTED)
    clock.advance(10)
    await keyring.authenticate(PRESENTED)
    await keyring.authenticate(`aoi_sk_${ID}_${'x'.repeat(43)}`).catch(() => undefined)
    await keyring.flush()
    await keyring.flush()
    expect(table.touched).toEqual([[{ id: ID, at: clock.now() }]])
  })
})

/** A keyring over a table of one key. */
function openKeyring(given: Partial<ApiKey> = {}) {
  const clock = new TestClock()
  const key: ApiKey = {
    id: ID,
    secretHash: hashSecret(SECRET),
    serverApplicationId: 'sa',
    serverApplicationName: 'tests',
    grants: [],
    createdAt: 0,
    ...given,
  }
  const table = { key, reads: 0, touched: [] as unknown[], onRead: () => {} }
  const store = {
    findApiKey: async (id: string) => {
      table.reads += 1
      const found = table.key
      table.onRead()
      return id === ID ? found : undefined
    },
    touchApiKeys: async (uses: unknown) => void table.touched.push(uses),
  }
  return { keyring: new ApiKeyring({ store, clock }), clock, table }
}

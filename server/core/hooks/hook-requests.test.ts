import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { HookRequests } from './hook-requests.ts'
import type { HookRequestRecord } from './hook-store.ts'

/** Returns the body of a request as an operator sees it. */
async function keep(body: string): Promise<string> {
  const kept: HookRequestRecord[] = []
  const requests = new HookRequests({ store: { keepRequests: async (given) => void kept.push(...given) } })
  requests.note({ hookId: 'h', at: 0, outcome: 'accepted', body: new TextEncoder().encode(body) })
  await requests.flush()
  return kept[0]?.body ?? ''
}

const addressOf = (secret: string) => `aoi_in_${'0'.repeat(16)}_${secret}`
const SECRET = 'hunter2'

describe('a kept request of a hook', () => {
  it.each(['A', '-', '_', '--'])('has no address, also not one that ends with %s', async (end) => {
    const secret = 'x'.repeat(40 - end.length) + end
    for (const after of ['', '\r\n', '"', '&', ' ', '/publish'])
      expect(await keep(`to ${addressOf(secret)}${after}`)).toBe(`to …${after}`)
  })

  it('has no address that the end of the kept text cuts', async () => {
    for (const kept of [1, 20, 39]) {
      const before = ' '.repeat(LIMITS.hookRequestKeptBytes - addressOf('').length - kept)
      expect(await keep(before + addressOf('x'.repeat(40)))).toBe(`${before}…`)
    }
  })

  it.each([
    [`{"password":"${SECRET}","a":1}`, '{"password":"…","a":1}'],
    [`{"token" : "a\\"${SECRET}"}`, '{"token" : "…"}'],
    [`{"apikey":"${SECRET}`, '{"apikey":"…'],
    [`a=1&secret=${SECRET}&b=2`, 'a=1&secret=…&b=2'],
    [
      `--b\r\nContent-Disposition: form-data; name="user"\r\n\r\n${SECRET}\r\n--b--`,
      '--b\r\nContent-Disposition: form-data; name="user"\r\n\r\n…\r\n--b--',
    ],
    [
      `--b\r\nContent-Disposition: form-data; name="token"\r\nContent-Type: text/plain\r\n\r\n${SECRET}\r\n--b--`,
      '--b\r\nContent-Disposition: form-data; name="token"\r\nContent-Type: text/plain\r\n\r\n…\r\n--b--',
    ],
    ['the token of the day', 'the token of the day'],
  ])('masks the secret of %j', async (body, expected) => {
    expect(await keep(body)).toBe(expected)
  })
})

it('writes the kept requests in short steps, and a failure keeps those that are not written', async () => {
  const written: string[] = []
  let steps = 0
  const keepRequests = async (given: readonly HookRequestRecord[]) => {
    steps += 1
    if (steps === 2) throw new Error('the database is gone')
    written.push(...given.map(({ body }) => body))
  }
  const requests = new HookRequests({ store: { keepRequests } })
  const bodies = Array.from({ length: 2 * LIMITS.hookRequestsPerStep + 1 }, (_, index) => String(index))
  for (const body of bodies)
    requests.note({ hookId: 'h', at: 0, outcome: 'accepted', body: new TextEncoder().encode(body) })
  await expect(requests.flush()).rejects.toThrow('the database is gone')
  expect(written).toEqual(bodies.slice(0, LIMITS.hookRequestsPerStep))
  await requests.flush()
  expect(written).toEqual(bodies)
  expect(steps).toBe(4)
})

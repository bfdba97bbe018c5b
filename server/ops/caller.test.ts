import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callerOf, readAddress } from './caller.ts'

const NEIGHBOUR = '127.0.0.1'
const chain = { forwarded: '198.51.100.1, 203.0.113.2, 10.0.0.3', neighbour: NEIGHBOUR }

function keyOf(forwarded: string, trustedProxies = 1): string {
  return callerOf({ forwarded, neighbour: NEIGHBOUR }, trustedProxies).limitKey
}

describe('the caller’s address for limits', () => {
  it.each([
    [0, '127.0.0.1'],
    [1, '10.0.0.3'],
    [2, '203.0.113.2'],
    [9, '198.51.100.1'],
  ])('with %i trusted proxies is %s', (trustedProxies, address) => {
    expect(callerOf(chain, trustedProxies).address).toBe(address)
  })

  it('is the last forwarded address if the socket’s address is unknown, and unknown without either', () => {
    expect(callerOf({ forwarded: '203.0.113.2', neighbour: undefined }, 0).address).toBe('203.0.113.2')
    expect(callerOf({ forwarded: undefined, neighbour: undefined }, 1).limitKey).toBe('unknown')
  })

  it.each([
    ['203.0.113.8', '203.0.113.8'],
    ['203.0.113.8:4711', '203.0.113.8'],
    ['"203.0.113.8:4711"', '203.0.113.8'],
    [' 203.0.113.8 ', '203.0.113.8'],
    ['[203.0.113.8]', '203.0.113.8'],
    ['2001:db8::1', '2001:db8::/64'],
    ['2001:DB8:0:0:ffff:0:0:9', '2001:db8::/64'],
    ['[2001:db8::1]', '2001:db8::/64'],
    ['[2001:db8::1]:4711', '2001:db8::/64'],
    ['"[2001:db8::1]:4711"', '2001:db8::/64'],
    ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
    ['::1', '::/64'],
    ['fe80::1%eth0', 'fe80::/64'],
    ['[fe80::1%25eth0]:80', 'fe80::/64'],
    ['::ffff:203.0.113.8', '203.0.113.8'],
    ['::ffff:cb00:7108', '203.0.113.8'],
    ['0:0:0:0:0:ffff:cb00:7108', '203.0.113.8'],
    ['[::ffff:203.0.113.8]:4711', '203.0.113.8'],
    ['64:ff9b::cb00:7108', '203.0.113.8'],
    ['64:ff9b::203.0.113.8', '203.0.113.8'],
    ['::ffff:0:203.0.113.8', '203.0.113.8'],
  ])('writes %s, with or without a port, IPv6 by /64 and mapped IPv4 as IPv4, as %s', (entry, key) => {
    expect(keyOf(entry)).toBe(key)
    expect(callerOf({ forwarded: undefined, neighbour: entry }, 0).limitKey).toBe(key)
  })

  it.each([
    'unknown',
    '_hidden',
    'x',
    '203.0.113',
    '203.0.113.8.9',
    '0203.0.113.8',
    '3405803784',
    '0xcb007108',
    '203.0.113.8:port',
    '203.0.113.8:123456',
    '2001:db8::1::2',
    '[2001:db8::1',
    '[2001:db8::1]4711',
    '[]',
    '%eth0',
    'example.com:80',
    'é'.repeat(300),
  ])('is the neighbour’s address in place of the invalid %s', (entry) => {
    expect(readAddress(entry)).toBeUndefined()
    expect(keyOf(entry)).toBe(NEIGHBOUR)
    expect(keyOf(`198.51.100.1, ${entry}`)).toBe(NEIGHBOUR)
  })

  it('cannot be chosen by entries before that of the trusted proxy', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string())), (made) => {
        const forwarded = [...made.map((text) => text.replaceAll(',', '')), '203.0.113.8:4711'].join(',')
        expect(keyOf(forwarded)).toBe('203.0.113.8')
      }),
    )
  })

  it('is the same for all addresses of one IPv6 network, and for all ports of one address', () => {
    const host = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(host, fc.integer({ min: 0, max: 65_535 }), (groups, port) => {
        const host = groups.map((group) => group.toString(16)).join(':')
        expect(keyOf(`2001:db8:7:8:${host}`)).toBe('2001:db8:7:8::/64')
        expect(keyOf(`[2001:db8:7:8:${host}%eth0]:${port}`)).toBe('2001:db8:7:8::/64')
        expect(keyOf(`203.0.113.8:${port}`)).toBe('203.0.113.8')
      }),
    )
  })

  it('stays the same when it is written and parsed again', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const { address, limitKey } = callerOf({ forwarded: undefined, neighbour: text }, 0)
        expect(readAddress(address)).toBe(address)
        expect(callerOf({ forwarded: undefined, neighbour: address }, 0).limitKey).toBe(limitKey)
      }),
    )
  })

  it('is found for any header value without an error', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(10), (forwarded, trustedProxies) => {
        expect(typeof callerOf({ forwarded, neighbour: NEIGHBOUR }, trustedProxies).limitKey).toBe('string')
      }),
    )
  })
})

import { describe, expect, it } from 'vitest'
import { isLoopback } from './loopback.ts'

describe('isLoopback', () => {
  it.each([
    [['127.0.0.1'], 'localhost:3000'],
    [['::1'], '[::1]:3000'],
    [['::ffff:127.0.0.1'], '127.0.0.1'],
    [['127.8.9.1', '::1'], 'LOCALHOST'],
  ])('takes %j with Host %s for this machine', (addresses, host) => {
    expect(isLoopback({ addresses, host })).toBe(true)
  })

  it.each([
    [[], 'localhost'],
    [['10.0.0.1'], 'localhost'],
    [['203.0.113.9', '127.0.0.1'], 'localhost'],
    [['127.0.0.1', '203.0.113.9'], 'localhost'],
    [['127.0.0.1', 'unknown'], 'localhost'],
    [['127.0.0.1.example.com'], 'localhost'],
    [['127.0.0.1'], 'rebound.example.com'],
    [['127.0.0.1'], 'localhost.example.com'],
    [['127.0.0.1'], 'localhost@example.com'],
    [['127.0.0.1'], '0.0.0.0:3000'],
    [['127.0.0.1'], ''],
    [['127.0.0.1'], undefined],
  ])('does not take %j with Host %s for this machine', (addresses, host) => {
    expect(isLoopback({ addresses, host })).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { callerOf } from './addresses.ts'

const chain = ['198.51.100.1', '203.0.113.2', '10.0.0.3', '127.0.0.1']

describe('callerOf', () => {
  it('believes the socket alone while no proxy is trusted', () => {
    expect(callerOf(chain, 0)).toBe('127.0.0.1')
  })

  it('goes back one address for each trusted proxy', () => {
    expect(callerOf(chain, 1)).toBe('10.0.0.3')
    expect(callerOf(chain, 2)).toBe('203.0.113.2')
  })

  it('takes the first address when there are fewer than proxies', () => {
    expect(callerOf(['127.0.0.1'], 3)).toBe('127.0.0.1')
  })

  it('takes the last address told where the socket’s is not', () => {
    expect(callerOf(['203.0.113.2', 'unknown'], 0)).toBe('203.0.113.2')
    expect(callerOf(['unknown'], 0)).toBe('unknown')
  })
})

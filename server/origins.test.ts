import { describe, expect, it } from 'vitest'
import { readEnv } from './env.ts'
import { ownHosts, ownOrigins, publicUrlOf } from './origins.ts'

describe('publicUrlOf', () => {
  it('is the configured URL, or else this machine at the bound port', () => {
    expect(publicUrlOf(readEnv({ PORT: '80', AOI_PUBLIC_URL: 'https://push.example' }), 3000)).toBe(
      'https://push.example',
    )
    expect(publicUrlOf(readEnv({ PORT: '0' }), 40_123)).toBe('http://localhost:40123')
  })
})

describe('ownOrigins', () => {
  it('are the names of this machine while no public URL is set', () => {
    const env = readEnv({ AOI_ALLOWED_ORIGINS: 'https://app.example' })
    expect([...ownOrigins({ env, port: 3000, url: 'http://localhost:3000' })].sort()).toEqual([
      'http://127.0.0.1:3000',
      'http://[::1]:3000',
      'http://localhost:3000',
    ])
  })

  it('are only the public URL once it is set', () => {
    const env = readEnv({ AOI_PUBLIC_URL: 'https://push.example' })
    expect([...ownOrigins({ env, port: 3000, url: 'https://push.example' })]).toEqual([
      'https://push.example',
    ])
  })
})

describe('ownHosts', () => {
  it('are the public name, the names of this machine, and the configured hosts', () => {
    const env = readEnv({ AOI_PUBLIC_URL: 'https://push.example', AOI_ALLOWED_HOSTS: 'intern.example:8080' })
    expect([...ownHosts({ env, port: 3000, url: 'https://push.example' })].sort()).toEqual([
      '127.0.0.1:3000',
      '[::1]:3000',
      'intern.example:8080',
      'localhost:3000',
      'push.example',
    ])
  })
})

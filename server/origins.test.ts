import { describe, expect, it } from 'vitest'
import { readEnv } from './env.ts'
import { ownOrigins, publicUrlOf } from './origins.ts'

describe('publicUrlOf', () => {
  it('is what is configured, else this machine at the port that was bound', () => {
    expect(publicUrlOf(readEnv({ PORT: '80', AOI_PUBLIC_URL: 'https://push.example' }), 3000)).toBe(
      'https://push.example',
    )
    expect(publicUrlOf(readEnv({ PORT: '0' }), 40_123)).toBe('http://localhost:40123')
  })
})

describe('ownOrigins', () => {
  it('admits the names of this machine while no public URL is set', () => {
    const env = readEnv({ AOI_ALLOWED_ORIGINS: 'https://app.example' })
    expect([...ownOrigins({ env, port: 3000, url: 'http://localhost:3000' })].sort()).toEqual([
      'http://127.0.0.1:3000',
      'http://[::1]:3000',
      'http://localhost:3000',
      'https://app.example',
    ])
  })

  it('admits its public URL and the configured ones alone, once that is set', () => {
    const env = readEnv({
      AOI_PUBLIC_URL: 'https://push.example',
      AOI_ALLOWED_ORIGINS: 'https://app.example',
    })
    const origins = ownOrigins({ env, port: 3000, url: 'https://push.example' })
    expect([...origins].sort()).toEqual(['https://app.example', 'https://push.example'])
  })
})

import { describe, expect, it } from 'vitest'
import { isOwnAudience } from './audience.ts'

describe('isOwnAudience', () => {
  const rule = (origin: string, ignorePort?: boolean) => ({ origins: [origin], ignorePort })

  it('takes the origin, of any that the server has', () => {
    const origins = { origins: ['https://a.example', 'https://b.example'], ignorePort: undefined }
    expect(isOwnAudience(origins, 'https://b.example')).toBe(true)
    expect(isOwnAudience(origins, 'https://c.example')).toBe(false)
  })

  it('passes over the port where the server’s is not 443, since some senders leave it out', () => {
    expect(isOwnAudience(rule('https://a.example:8443'), 'https://a.example')).toBe(true)
    expect(isOwnAudience(rule('http://a.example:3000'), 'http://a.example')).toBe(true)
    expect(isOwnAudience(rule('https://a.example'), 'https://a.example:8443')).toBe(false)
  })

  it('does as it is told about the port', () => {
    expect(isOwnAudience(rule('https://a.example:8443', false), 'https://a.example')).toBe(false)
    expect(isOwnAudience(rule('https://a.example', true), 'https://a.example:8443')).toBe(true)
  })

  it('never passes over the scheme or the host, nor takes what is no origin', () => {
    const loose = rule('https://a.example:8443')
    for (const audience of ['http://a.example', 'https://b.example', 'https://a.example/', 'a.example', '']) {
      expect(isOwnAudience(loose, audience)).toBe(false)
    }
  })
})

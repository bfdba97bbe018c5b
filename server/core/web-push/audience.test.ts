import { describe, expect, it } from 'vitest'
import { isOwnAudience } from './audience.ts'

describe('isOwnAudience', () => {
  const rule = (origin: string, ignorePort?: boolean) => ({ origins: [origin], ignorePort })

  it('accepts any origin of the server', () => {
    const origins = { origins: ['https://a.example', 'https://b.example'], ignorePort: undefined }
    expect(isOwnAudience(origins, 'https://b.example')).toBe(true)
    expect(isOwnAudience(origins, 'https://c.example')).toBe(false)
  })

  it('ignores the port if the server’s is not 443, since some senders leave it out', () => {
    expect(isOwnAudience(rule('https://a.example:8443'), 'https://a.example')).toBe(true)
    expect(isOwnAudience(rule('http://a.example:3000'), 'http://a.example')).toBe(true)
    expect(isOwnAudience(rule('https://a.example'), 'https://a.example:8443')).toBe(false)
  })

  it('obeys the setting for the port', () => {
    expect(isOwnAudience(rule('https://a.example:8443', false), 'https://a.example')).toBe(false)
    expect(isOwnAudience(rule('https://a.example', true), 'https://a.example:8443')).toBe(true)
  })

  it('never ignores the scheme or the host, and refuses an invalid origin', () => {
    const loose = rule('https://a.example:8443')
    for (const audience of ['http://a.example', 'https://b.example', 'https://a.example/', 'a.example', '']) {
      expect(isOwnAudience(loose, audience)).toBe(false)
    }
  })
})

import { describe, expect, it } from 'vitest'
import { toBase64url } from './base64url.ts'
import { encodeJoinLink, readJoinLink } from './join-link.ts'

const JOIN = { app: 'com.example.door', seed: 'a seed that nobody can guess', name: 'Haustür ☂' }
const ORIGIN = 'https://push.example.com'

const linkWith = (content: string) => `${ORIGIN}/inbox#join=${toBase64url(new TextEncoder().encode(content))}`

describe('A join link', () => {
  it.each([JOIN, { ...JOIN, code: 'an enrolment code' }])(
    'carries every element in the fragment (%#)',
    (join) => {
      const link = encodeJoinLink(ORIGIN, join)
      expect(link).toMatch(/^https:\/\/push\.example\.com\/inbox#join=[\w-]+$/)
      expect(readJoinLink(link)).toEqual({ kind: 'join', join })
      expect(readJoinLink(` ${new URL(link).hash}\n`)).toEqual({ kind: 'join', join })
    },
  )

  it.each([
    ['https://push.example.com/inbox', 'notALink', 'contains /inbox#join='],
    ['#join=a%20b', 'cut', 'not base64url'],
    [encodeJoinLink(ORIGIN, JOIN).slice(0, -5), 'cut', 'incomplete'],
    [linkWith('{"app":"x"'), 'cut', 'not JSON'],
    [linkWith('null'), 'invalid', 'the message'],
    [linkWith(JSON.stringify({ ...JOIN, seed: 'short' })), 'invalid', 'seed: must be 16 to 1024 bytes'],
    [linkWith(JSON.stringify({ ...JOIN, app: '' })), 'invalid', 'app: must be 1 to 255 bytes'],
    [linkWith(JSON.stringify({ ...JOIN, url: 'x' })), 'invalid', 'unknown element "url"'],
  ])('that is wrong has a problem and a sentence: %s', (link, problem, sentence) => {
    expect(readJoinLink(link)).toMatchObject({ problem, sentence: expect.stringContaining(sentence) })
  })

  it('is never made with a seed that can be guessed', () => {
    expect(() => encodeJoinLink(ORIGIN, { ...JOIN, seed: 'short' })).toThrow('16 to 1024')
  })
})

import { describe, expect, it } from 'vitest'
import { CLOSING } from '../../protocol/codes.ts'
import { aoiClosingSchema } from '../../protocol/session.ts'
import { endOfClosing, endOfRefusal } from './session-end.ts'

const codes = Object.keys(CLOSING).map(Number)

describe('the end of a session', () => {
  it.each(codes)('obeys aoiClosing %i as the protocol says', (code) => {
    const entry = Object.entries(CLOSING).find(([key]) => Number(key) === code)?.[1]
    const closing = aoiClosingSchema.parse({ messageType: 'aoiClosing', code, ...entry, retryAfterMs: 700 })
    const end = endOfClosing(closing)
    expect(end).toMatchObject(closing.reconnect ? { kind: 'lost', retryAfterMs: 700 } : { kind: 'stopped' })
    expect(end.desc).toBe(closing.reason)
  })

  it('tells apart why a session is stopped', () => {
    const closing = { messageType: 'aoiClosing', reason: '', reconnect: false } as const
    expect(
      [4401, 4409].map((code) => endOfClosing(aoiClosingSchema.parse({ ...closing, code }))),
    ).toMatchObject([{ reason: 'credentialRevoked' }, { reason: 'connectedElsewhere' }])
  })

  it('gives up on 400 and 401, waits as long as 503 asks, and takes anything else for a server out of reach', () => {
    expect(endOfRefusal({ code: '401', desc: 'Unauthorized' }, 'x')).toMatchObject({
      reason: 'credentialRevoked',
    })
    expect(endOfRefusal({ code: '400', desc: 'Bad Request' }, 'x')).toMatchObject({ reason: 'refused' })
    expect(endOfRefusal({ code: '503', desc: 'busy', retryAfter: 3 }, 'x')).toEqual({
      kind: 'lost',
      reason: 'serverUnavailable',
      desc: 'busy',
      retryAfterMs: 3000,
    })
    expect(endOfRefusal(undefined, 'connection refused')).toEqual({
      kind: 'lost',
      reason: 'unreachable',
      desc: 'connection refused',
    })
  })
})

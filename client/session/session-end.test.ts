import { describe, expect, it } from 'vitest'
import { CLOSING } from '../../protocol/codes.ts'
import { aoiClosingSchema } from '../../protocol/session.ts'
import { endOfClosing, endOfRefusal } from './session-end.ts'

const codes = Object.keys(CLOSING).map(Number)

describe('the end of a session', () => {
  it.each(codes)('follows the protocol after aoiClosing %i', (code) => {
    const entry = Object.entries(CLOSING).find(([key]) => Number(key) === code)?.[1]
    const closing = aoiClosingSchema.parse({ messageType: 'aoiClosing', code, ...entry, retryAfterMs: 700 })
    const end = endOfClosing(closing)
    expect(end).toMatchObject(closing.reconnect ? { kind: 'lost', retryAfterMs: 700 } : { kind: 'stopped' })
    expect(end.desc).toBe(closing.reason)
  })

  it('distinguishes the reasons for a stopped session', () => {
    const closing = { messageType: 'aoiClosing', reason: '', reconnect: false } as const
    expect(
      [4401, 4409].map((code) => endOfClosing(aoiClosingSchema.parse({ ...closing, code }))),
    ).toMatchObject([{ reason: 'credentialRevoked' }, { reason: 'connectedElsewhere' }])
  })

  it('stops after 400 and 401, waits after 503, and takes any other failure for an unreachable server', () => {
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

import { describe, expect, it } from 'vitest'
import type { Registration } from '#server/core/store.ts'
import { Opening } from './opening.ts'

const ALICE = 'ac_alice'
const BOB = 'ac_bob'

describe('Opening', () => {
  it('leaves the registrations as they were read when nothing changes meanwhile', () => {
    const read = [registrationOf(1), registrationOf(2)]
    expect(new Opening(ALICE).apply(read)).toEqual(read)
  })

  it('adds the AOI Client’s registrations that were made meanwhile, once each', () => {
    const opening = new Opening(ALICE)
    opening.onAnnouncement({ kind: 'registered', registration: registrationOf(2) })
    opening.onAnnouncement({ kind: 'registered', registration: registrationOf(3) })
    opening.onAnnouncement({ kind: 'registered', registration: { ...registrationOf(4), aoiClientId: BOB } })
    expect(idsOf(opening.apply([registrationOf(1), registrationOf(2)]))).toEqual([1, 2, 3])
  })

  it('leaves out registrations that were deregistered or revoked meanwhile', () => {
    const opening = new Opening(ALICE)
    opening.onAnnouncement({ kind: 'deregistered', aoiClientId: ALICE, registrationId: 1, tokenId: 1 })
    opening.onAnnouncement({
      kind: 'revoked',
      aoiClientId: ALICE,
      registrationId: 2,
      tokenId: 1,
      clientAppToken: 'g1',
      reason: 'by an operator',
    })
    expect(idsOf(opening.apply([registrationOf(1), registrationOf(2), registrationOf(3)]))).toEqual([3])
  })

  it('keeps the newer of two registrations to one token', () => {
    const opening = new Opening(ALICE)
    opening.onAnnouncement({ kind: 'deregistered', aoiClientId: ALICE, registrationId: 1, tokenId: 1 })
    opening.onAnnouncement({ kind: 'registered', registration: registrationOf(2) })
    expect(idsOf(opening.apply([registrationOf(1)]))).toEqual([2])
  })

  it('notices the end of its own AOI Client, and ignores that of others', () => {
    const opening = new Opening(ALICE)
    opening.onAnnouncement({ kind: 'aoiClientEnded', aoiClientId: BOB })
    expect(opening.clientEnded).toBe(false)
    opening.onAnnouncement({ kind: 'aoiClientEnded', aoiClientId: ALICE })
    expect(opening.clientEnded).toBe(true)
  })
})

function registrationOf(registrationId: number): Registration {
  return {
    registrationId,
    aoiClientId: ALICE,
    tokenId: 1,
    clientAppToken: 'g1',
    applicationName: 'com.example.chat',
    startSeq: 0,
    ackedSeq: 0,
    headSeq: 0,
  }
}

function idsOf(registrations: readonly Registration[]): number[] {
  return registrations.map(({ registrationId }) => registrationId)
}

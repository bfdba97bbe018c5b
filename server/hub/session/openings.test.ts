import { expect, it } from 'vitest'
import { Opening } from './opening.ts'
import { Openings } from './openings.ts'

const ALICE = 'ac_alice'
const BOB = 'ac_bob'

it('knows the AOI Clients that are opening a session, also one that opens two', () => {
  const openings = new Openings()
  const [first, second] = [new Opening(ALICE), new Opening(ALICE)]
  openings.add(first)
  openings.add(second)
  expect([openings.has(ALICE), openings.has(BOB)]).toEqual([true, false])
  expect([openings.delete(first), openings.delete(first)]).toEqual([true, false])
  expect(openings.has(ALICE)).toBe(true)
  expect(openings.delete(second)).toBe(true)
  expect(openings.has(ALICE)).toBe(false)
})

it('tells each opening what is announced about its AOI Client', () => {
  const openings = new Openings()
  const [alice, again, bob] = [new Opening(ALICE), new Opening(ALICE), new Opening(BOB)]
  for (const opening of [alice, again, bob]) openings.add(opening)
  openings.onAnnouncement({ kind: 'sessionOpened', aoiClientId: ALICE, sessionNumber: 7 })
  openings.onAnnouncement({ kind: 'registered', registration: registrationOf(ALICE, 1) })
  openings.onAnnouncement({ kind: 'deregistered', aoiClientId: BOB, registrationId: 2, tokenId: 1 })
  openings.onAnnouncement({ kind: 'aoiClientEnded', aoiClientId: BOB })
  expect([alice, again, bob].map(({ newestNumber }) => newestNumber)).toEqual([7, 7, 0])
  expect([alice, again, bob].map((opening) => opening.apply([]).length)).toEqual([1, 1, 0])
  expect(bob.apply([registrationOf(BOB, 2)])).toEqual([])
  expect([alice, again, bob].map(({ clientEnded }) => clientEnded)).toEqual([false, false, true])
})

function registrationOf(aoiClientId: string, registrationId: number) {
  return {
    ...{ registrationId, aoiClientId, tokenId: 1, clientAppToken: 'g1', applicationName: 'com.example.chat' },
    ...{ startSeq: 0, ackedSeq: 0, headSeq: 0 },
  }
}

import { expect, test } from 'vitest'
import { type PushFacts, pushStateOf } from './push-state.ts'

const ABLE: PushFacts = {
  ...{ isSecure: true, hasPush: true, standalone: undefined, permission: 'default', isSubscribed: false },
}

test.each<[Partial<PushFacts>, string]>([
  [{}, 'off'],
  [{ permission: 'granted' }, 'off'],
  [{ permission: 'granted', isSubscribed: true }, 'on'],
  [{ permission: 'denied', isSubscribed: true }, 'denied'],
  [{ isSecure: false, hasPush: false }, 'insecure'],
  [{ hasPush: false, permission: undefined }, 'unsupported'],
  [{ hasPush: false, standalone: false }, 'homeScreen'],
  [{ hasPush: false, standalone: true }, 'unsupported'],
  [{ standalone: true }, 'off'],
])('A browser with %j is in the state %s', (facts, state) => {
  expect(pushStateOf({ ...ABLE, ...facts })).toBe(state)
})

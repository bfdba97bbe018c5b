import { expect, it } from 'vitest'
import { memberStateOf } from './member-states.ts'

it.each([
  [{ online: true, behind: 0, isByPush: false }, 'upToDate'],
  [{ online: true, behind: 2, isByPush: false }, 'connectedBehind'],
  [{ online: true, behind: 2, isByPush: true }, 'connectedBehind'],
  [{ online: false, behind: 0, isByPush: false }, 'offline'],
  [{ online: false, behind: 2, isByPush: false }, 'offlineBehind'],
  [{ online: false, behind: 0, isByPush: true }, 'byPush'],
  [{ online: false, behind: 2, isByPush: true }, 'byPush'],
])('a member with %j is %s', (member, state) => {
  expect(memberStateOf(member)).toBe(state)
})

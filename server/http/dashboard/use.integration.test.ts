import { afterAll, beforeAll, expect, test } from 'vitest'
import { LIMITS } from '#protocol'
import { useSchema } from '#protocol/dashboard/use.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { callDashboard, postAuth, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'

let door: BareDoor
let viewer: SignedIn
beforeAll(async () => {
  door = await openBareDoor()
  viewer = await signInAs(door, 'viewer')
})
afterAll(() => door.close())

const readUse = async (query: Record<string, string> = {}) => {
  const answered = await callDashboard(door, { operation: 'readUse', as: viewer, query })
  return { status: answered.status, body: await answered.json() }
}

test('a viewer reads the parties that limits refused on this node', async () => {
  door.services.context.limitWatch.refused('pushesPerTokenPerSecond', 'token 0a1b2c')
  const { refusals } = useSchema.parse((await readUse()).body)
  expect(refusals).toEqual([
    { limit: 'pushesPerTokenPerSecond', party: 'token 0a1b2c', refused: 1, lastAt: expect.any(String) },
  ])
})

test('a viewer reads the addresses whose sign-ins a limit refused', async () => {
  const body = { email: 'nobody@example.com', password: 'a wrong password' }
  for (let tries = 0; tries <= LIMITS.failedOperatorSignInsPerMinute; tries += 1)
    await postAuth(door, { path: '/sign-in/email', body })
  const { refusals } = useSchema.parse((await readUse()).body)
  expect(refusals).toContainEqual({
    ...{ limit: 'failedOperatorSignInsPerMinute', party: 'address 127.0.0.1', refused: 1 },
    lastAt: expect.any(String),
  })
})

test('the server names an unknown cursor and an unknown unit in its refusal', async () => {
  expect(await readUse({ cursor: 'x' })).toMatchObject({
    status: 400,
    body: { desc: expect.stringMatching(/^cursor: /) },
  })
  expect(await readUse({ unit: 'nobody' })).toMatchObject({
    status: 400,
    body: { desc: expect.stringMatching(/^unit: /) },
  })
})

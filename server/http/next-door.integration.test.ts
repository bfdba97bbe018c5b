import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '#server/testing/api-caller.ts'
import { runApiContract } from '#server/testing/api-contract.ts'
import type { ApiDoor } from '#server/testing/api-door.ts'
import { openNextDoor } from '#server/testing/next-door.ts'

runApiContract({ name: 'through a plain next start', open: openNextDoor })

describe('a plain next start', () => {
  let door: ApiDoor
  beforeAll(async () => {
    door = await openNextDoor()
  })
  afterAll(async () => door.close())

  it('refuses the overview to callers who are not signed in, under any claimed address', async () => {
    const ask = (headers: Record<string, string>) =>
      call(door.url, { path: '/api/dashboard/overview', headers })
    expect((await ask({})).status).toBe(401)
    expect((await ask({ 'x-forwarded-for': '127.0.0.1' })).status).toBe(401)
  })
})

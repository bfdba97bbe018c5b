import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { call, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { push } from '#server/testing/push-door.ts'
import { TestClock } from '#server/testing/test-clock.ts'

const clock = new TestClock()
let door: BareDoor
beforeAll(async () => {
  const change: NonNullable<Parameters<typeof openBareDoor>[0]>['change'] = (services) => ({
    ...services,
    context: { ...services.context, clock },
  })
  door = await openBareDoor({ change })
})
afterAll(() => door.close())

describe('a subscription whose last member has left', () => {
  it('of a seed accepts messages for 30 more days, and answers 404 from then on', async () => {
    const { token, leave } = await subscribe({ tokenSeed: 'the seed of a group' })
    await leave()
    expect((await push(door.url, token)).status).toBe(201)
    clock.advance(LIMITS.emptyTokenKeptSeconds * 1000 - 1)
    await sweep()
    expect((await push(door.url, token)).status).toBe(201)
    clock.advance(1)
    await sweep()
    expect((await push(door.url, token)).status).toBe(404)
  })

  it('of a seed lasts while a new member is there, and 30 days from when that one leaves', async () => {
    const seed = { tokenSeed: 'the seed of another group' }
    const { token, leave } = await subscribe(seed)
    await leave()
    clock.advance(LIMITS.emptyTokenKeptSeconds * 1000 - 1)
    const again = await subscribe(seed)
    expect(again.token).toBe(token)
    clock.advance(LIMITS.emptyTokenKeptSeconds * 2000)
    await sweep()
    await again.leave()
    clock.advance(LIMITS.emptyTokenKeptSeconds * 1000 - 1)
    await sweep()
    expect((await push(door.url, token)).status).toBe(201)
  })

  it('of one instance only answers 404 at once', async () => {
    const { token, leave } = await subscribe({})
    expect((await push(door.url, token)).status).toBe(201)
    await leave()
    expect((await push(door.url, token)).status).toBe(404)
  })
})

/** Registers a member with a new AOI Client. Its token is open to senders without VAPID. */
async function subscribe(elements: object) {
  const as = await registerClient(door.url)
  const path = '/api/v1/client-app-registrations'
  const { body } = await call(door.url, {
    ...{ path, as },
    body: {
      ...{ messageType: 'clientAppRegistrationReq', aoiClientId: as.aoiClientId },
      ...{ ApplicationName: 'com.example.chat', webPush: true, ...elements },
    },
  })
  const token = String(body.clientAppToken)
  const leave = () => call(door.url, { method: 'DELETE', path: `${path}/${token}`, as })
  return { token, leave }
}

/** Does all the housekeeping that is due. */
async function sweep(): Promise<void> {
  const rows = LIMITS.housekeepingRowsPerStep
  while ((await door.services.context.store.sweep({ now: clock.now(), rows })) > 0);
}

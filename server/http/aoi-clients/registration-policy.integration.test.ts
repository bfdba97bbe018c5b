import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { createEnrolmentCode, revokeEnrolmentCode } from '#server/core/enrolment/enrolment-codes.ts'
import { call, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { callDashboard, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'

const PATH = '/api/v1/aoi-clients'
const ATTEMPTS = 90

let door: BareDoor
let admin: SignedIn
beforeAll(async () => {
  door = await openBareDoor({
    limits: { ...LIMITS, aoiClientRegistrationsPerAddressPerMinute: ATTEMPTS },
    variables: { AOI_TRUSTED_PROXIES: '1' },
  })
  admin = await signInAs(door, 'admin')
})
afterAll(() => door.close())
beforeEach(() => setPolicy('code'))

function setPolicy(policy: 'open' | 'code' | 'closed'): void {
  door.settings.registration = policy
}

function register(enrolmentCode?: string, address = '203.0.113.1') {
  const body = {
    messageType: 'aoiClientRegistrationReq',
    ...(enrolmentCode === undefined ? {} : { enrolmentCode }),
  }
  return call(door.url, { path: PATH, body, headers: { 'x-forwarded-for': address } })
}

async function makeCode(input: { usesMax?: number; expiresAt?: number; kind?: 'device' | 'demo' } = {}) {
  return createEnrolmentCode(door.services.context, { actor: 'test', name: 'phones', ...input })
}

async function expectRefused(answered: Awaited<ReturnType<typeof call>>, desc: RegExp): Promise<void> {
  expect(answered.status).toBe(401)
  expect(answered.body).toEqual({
    messageType: 'aoiClientRegistrationRes',
    code: '401',
    desc: expect.stringMatching(desc),
  })
}

describe('the registration policy', () => {
  it('registers any AOI Client while it is open, with or without a code', async () => {
    setPolicy('open')
    expect([(await register()).status, (await register('anything')).status]).toEqual([200, 200])
  })

  it('registers AOI Clients only by a valid enrolment code while it is set to code', async () => {
    await expectRefused(await register(), /by enrolment code/)
    const { code } = await makeCode()
    expect((await register(code)).status).toBe(200)
    expect((await register(code)).status).toBe(200)
  })

  it.each([
    ['that is invented', () => Promise.resolve('a code')],
    ['with a wrong secret', async () => `${(await makeCode()).code.slice(0, -4)}AAAA`],
    [
      'with an unknown id',
      async () => (await makeCode()).code.replace(/_[0-9a-f]{16}_/, `_${'0'.repeat(16)}_`),
    ],
    ['in capital letters', async () => (await makeCode()).code.toUpperCase()],
    ['that has expired', async () => (await makeCode({ expiresAt: door.services.context.clock.now() })).code],
    [
      'that was revoked',
      async () => {
        const { id, code } = await makeCode()
        await revokeEnrolmentCode(door.services.context, { actor: 'test', id })
        return code
      },
    ],
    [
      'that is used up',
      async () => {
        const { code } = await makeCode({ usesMax: 1 })
        expect((await register(code)).status).toBe(200)
        return code
      },
    ],
  ])('refuses an enrolment code %s, with the same answer for each', async (_, make) => {
    await expectRefused(await register(await make()), /is not valid, has expired or is used up/)
  })

  it('registers no AOI Client while it is closed, with or without a code', async () => {
    const { code } = await makeCode()
    setPolicy('closed')
    await expectRefused(await register(), /registers no new AOI Clients/)
    await expectRefused(await register(code), /registers no new AOI Clients/)
  })

  it('keeps registered AOI Clients when it closes', async () => {
    setPolicy('open')
    const alice = await registerClient(door.url)
    setPolicy('closed')
    const path = `/api/v1/client-app-registrations/g1${'x'.repeat(43)}`
    expect((await call(door.url, { method: 'DELETE', path, as: alice })).status).toBe(200)
  })

  it('gives the last use of a code to one of twenty simultaneous requests', async () => {
    const { code } = await makeCode({ usesMax: 1 })
    const answers = await Promise.all(Array.from({ length: 20 }, () => register(code)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it('counts attempts with wrong codes by address before it checks them', async () => {
    const statuses = await Promise.all(
      Array.from({ length: ATTEMPTS + 20 }, () =>
        register('wrong', '198.51.100.9').then(({ status }) => status),
      ),
    )
    expect(statuses.filter((status) => status === 503)).toHaveLength(20)
    expect(statuses.filter((status) => status === 401)).toHaveLength(ATTEMPTS)
  })

  it('refuses an enrolment code over its limit of bytes with 400', async () => {
    expect((await register('x'.repeat(LIMITS.enrolmentCodeBytes + 1))).status).toBe(400)
  })
})

describe('enrolment codes in the dashboard', () => {
  it('are made by an admin, shown once, listed without their secret, and revoked', async () => {
    const made = await callDashboard(door, {
      ...{ operation: 'createEnrolmentCode', as: admin },
      body: { name: 'shop', uses: 2, ttlSeconds: 60 },
    })
    const { id, code } = (await made.json()) as { id: string; code: string }
    expect((await register(code)).status).toBe(200)
    const listed = await callDashboard(door, { operation: 'listEnrolmentCodes', as: admin })
    const text = await listed.text()
    expect(text).not.toContain(code.slice(-43))
    expect(JSON.parse(text)).toMatchObject({
      policy: 'code',
      codes: expect.arrayContaining([expect.objectContaining({ id, name: 'shop', uses: 1, usesMax: 2 })]),
    })
    const revoked = await callDashboard(door, { operation: 'revokeEnrolmentCode', path: { id }, as: admin })
    expect(revoked.status).toBe(204)
    await expectRefused(await register(code), /is not valid/)
    expect(
      (await callDashboard(door, { operation: 'revokeEnrolmentCode', path: { id }, as: admin })).status,
    ).toBe(404)
  })

  it('let a signed-in operator’s demo page make its AOI Clients under every policy', async () => {
    const operator = await signInAs(door, 'operator')
    const enrol = async () => {
      const answered = await callDashboard(door, { operation: 'enrolDemo', as: operator })
      return ((await answered.json()) as { code?: string }).code
    }
    for (const policy of ['code', 'closed'] as const) {
      setPolicy(policy)
      const code = await enrol()
      for (let use = 0; use < LIMITS.demoEnrolmentUses; use += 1)
        expect((await register(code)).status).toBe(200)
      expect((await register(code)).status).toBe(401)
    }
    setPolicy('open')
    expect(await enrol()).toBeUndefined()
    const listed = await callDashboard(door, { operation: 'listEnrolmentCodes', as: admin })
    expect(await listed.text()).not.toContain('"demo"')
  })

  it('are limited in number, and a new one replaces the oldest that has ended', async () => {
    const { context } = door.services
    const made = { secretHash: '0'.repeat(64), kind: 'device' as const, name: 'many', createdBy: 'test' }
    const create = (id: string) =>
      context.store.createEnrolmentCode({ ...made, id, createdAt: context.clock.now() })
    const over = await makeCode()
    await revokeEnrolmentCode(context, { actor: 'test', id: over.id })
    let number = 0
    while (await create(`many ${number}`)) number += 1
    expect(number).toBeLessThanOrEqual(LIMITS.enrolmentCodes)
    expect(await context.store.findEnrolmentCode(over.id)).toBeUndefined()
    await expect(makeCode()).rejects.toMatchObject({ code: 'tooMany' })
    expect((await callDashboard(door, { operation: 'enrolDemo', as: admin })).status).toBe(429)
    await revokeEnrolmentCode(context, { actor: 'test', id: 'many 7' })
    await makeCode()
    expect(await context.store.findEnrolmentCode('many 7')).toBeUndefined()
    expect(await context.store.findEnrolmentCode('many 6')).toBeDefined()
    await expect(makeCode()).rejects.toMatchObject({ code: 'tooMany' })
  })
})

import { afterEach, beforeEach, expect, test } from 'vitest'
import { LIMITS, overviewSchema } from '#protocol'
import { fingerprint } from '#protocol/fingerprint.ts'
import { registerAoiClient } from '#server/core/aoi-clients/register-aoi-client.ts'
import { submitNotification } from '#server/core/notifications/submit-notification.ts'
import { registerClientApp } from '#server/core/registrations/register-client-app.ts'
import { createApiKey } from '#server/core/server-applications/create-api-key.ts'
import { revokeApiKey } from '#server/core/server-applications/revoke-api-key.ts'
import { openTestServices } from '#server/testing/api-door.ts'
import { readOverview } from './read-overview.ts'

const NODE = {
  ...{ id: 'a', name: 'here:1', role: 'all', version: '1.2.3', startedAt: 0 },
  ...{ draining: false, online: 1, memoryBytes: 1, conditions: '[]' },
}
const SEED = 'a seed that nobody should read'

let opened: Awaited<ReturnType<typeof openTestServices>>
beforeEach(async () => {
  opened = await openTestServices()
})
afterEach(() => opened.close())

function read() {
  const { context } = opened.services
  const seenAt = context.clock.now()
  const nodes = [
    { ...NODE, seenAt },
    { ...NODE, name: 'there:2', seenAt: seenAt - LIMITS.nodeSilentSeconds * 1000 },
  ]
  return readOverview(context, {
    startedAt: 0,
    draining: false,
    onlineAoiClients: 1,
    nodes,
  })
}

async function register(tokenSeed?: string): Promise<string> {
  const { context } = opened.services
  const { aoiClientId } = await registerAoiClient(context, {})
  const seed = tokenSeed === undefined ? {} : { tokenSeed }
  const { registration } = await registerClientApp(context, { aoiClientId, applicationName: 'news', ...seed })
  return registration.clientAppToken
}

async function createKey() {
  const { context } = opened.services
  const { id, key } = await createApiKey(context, { actor: 'test', name: 'newsroom', grants: ['news'] })
  const apiKey = await context.store.findApiKey(id)
  if (apiKey === undefined) throw new Error('the key that was just made is not there')
  return { id, key, apiKey }
}

async function send(input: { clientAppToken: string; times: number }): Promise<void> {
  const { apiKey } = await createKey()
  const request = { messageType: 'notificationReq', payload: 'a payload' } as const
  for (let time = 0; time < input.times; time += 1) {
    const { clientAppToken } = input
    await submitNotification(opened.services.context, {
      apiKey,
      request: { ...request, clientAppToken },
      payload: JSON.stringify(request.payload),
    })
  }
}

test('an empty server counts nothing and reports that no key may send', async () => {
  const overview = await read()
  expect(overview.counts).toMatchObject({ aoiClients: 0, registrations: 0, sharedTokens: 0, uniqueTokens: 0 })
  expect(overview).toMatchObject({ someoneMaySend: false, notifications: [] })
})

test('every node is listed, and a silent one is marked', async () => {
  expect((await read()).nodes).toMatchObject([
    { name: 'here:1', role: 'all', version: '1.2.3', onlineAoiClients: 1, silent: false },
    { name: 'there:2', silent: true },
  ])
})

test('counts come from the database, and outcomes add up to the recipients', async () => {
  const clientAppToken = await register(SEED)
  await register(SEED)
  await register()
  await send({ clientAppToken, times: 1 })

  const { counts, notifications } = await read()
  expect(counts).toEqual({
    aoiClients: 3,
    onlineAoiClients: 1,
    registrations: 3,
    sharedTokens: 1,
    uniqueTokens: 1,
  })
  expect(notifications).toMatchObject([
    {
      applicationName: 'news',
      kind: 'shared',
      tokenFingerprint: fingerprint(clientAppToken),
      recipients: 2,
      acked: 0,
      pending: 2,
      expired: 0,
    },
  ])
})

test('the newest notifications come first, up to the limit', async () => {
  const clientAppToken = await register()
  await send({ clientAppToken, times: LIMITS.overviewNotifications + 1 })

  const times = (await read()).notifications.map(({ acceptedAt }) => acceptedAt)
  expect(times).toHaveLength(LIMITS.overviewNotifications)
  expect(times).toEqual([...times].sort().reverse())
})

test('a key counts until it is revoked', async () => {
  const { id } = await createKey()
  expect((await read()).someoneMaySend).toBe(true)
  await revokeApiKey(opened.services.context, { actor: 'test', id })
  expect((await read()).someoneMaySend).toBe(false)
})

test('the overview contains no token, seed, key or payload', async () => {
  const clientAppToken = await register(SEED)
  const { key } = await createKey()
  await send({ clientAppToken, times: 1 })

  const overview = await read()
  expect(overviewSchema.parse(overview)).toEqual(overview)
  for (const secret of [clientAppToken, SEED, key, 'a payload']) {
    expect(JSON.stringify(overview)).not.toContain(secret)
  }
})

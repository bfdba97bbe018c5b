import type { Places } from './list-table.ts'
import { Caller } from './seed.ts'
import type { TestServer } from './test-server.ts'

/** The longest names that the server accepts: without a space, from right to left, and of emoji. */
export const LONG_NAMES = {
  application: 'w'.repeat(255),
  rightToLeft: 'שלום'.repeat(31),
  emoji: '👩‍💻'.repeat(23),
  device: 'm'.repeat(128),
  sender: 'n'.repeat(128),
} as const

export type Seeded = Places & { key: string; clientAppToken: string; notificationId: string }

/**
 * Fills every list: four applications, three of them with the longest names, each with a notification and one that waits
 * for its time, a refusal, a hook and a webhook.
 */
export async function fillLists(server: TestServer, admin: Caller): Promise<Seeded> {
  const applications = ['com.example.news', LONG_NAMES.application, LONG_NAMES.rightToLeft, LONG_NAMES.emoji]
  const { key = '' } = await admin.call({
    path: '/api/dashboard/api-keys',
    body: { name: LONG_NAMES.sender, grants: applications },
  })
  let first: Seeded | undefined
  for (const [place, application] of applications.entries()) {
    const member = await join(server, { application, name: place === 1 ? LONG_NAMES.device : 'Alertmanager' })
    const { clientAppToken } = member
    const send = (parts: { payload: unknown; deliverAt?: string }) =>
      new Caller(server).call({
        path: '/api/v1/notifications',
        body: { ...{ messageType: 'notificationReq', clientAppToken, ttl: 86_400 }, ...parts },
        headers: { authorization: `Bearer ${key}` },
      })
    await send({ payload: { text: 'Later' }, deliverAt: new Date(Date.now() + 86_400_000).toISOString() })
    const { notificationId = '' } = await send({
      payload: { text: 'Hello', deep: { er: { still: [12_345_678_901] } } },
    })
    first ??= { ...member, key, notificationId, tokenId: '1' }
  }
  if (first === undefined) throw new Error('nothing was made')
  const { tokens } = await admin
    .call<{ tokens?: unknown; rows: { id: number; applicationName: string }[] }>({
      path: '/api/dashboard/tokens',
    })
    .then(({ rows }) => ({ tokens: rows }))
  const tokenId = tokens.find(({ applicationName }) => applicationName === 'com.example.news')?.id
  await admin.call({
    path: '/api/dashboard/hooks',
    body: { name: LONG_NAMES.sender, shape: 'cloudevents', tokenId },
  })
  await admin.call({
    path: '/api/dashboard/webhooks',
    body: {
      ...{ name: LONG_NAMES.sender, url: `https://receiver.invalid/${'u'.repeat(1000)}` },
      applications: [LONG_NAMES.application, LONG_NAMES.rightToLeft],
    },
  })
  return { ...first, tokenId: String(tokenId) }
}

/** Makes an AOI Client with one registration and one refused registration. */
async function join(
  server: TestServer,
  { application, name }: { application: string; name: string },
): Promise<{ aoiClientId: string; clientAppToken: string }> {
  const caller = new Caller(server)
  const { aoiClientId = '', aoiClientSecret } = await caller.call({
    path: '/api/v1/aoi-clients',
    body: { messageType: 'aoiClientRegistrationReq', deviceInfo: { name, platform: 'Alertmanager' } },
  })
  const headers = {
    authorization: `Basic ${Buffer.from(`${aoiClientId}:${aoiClientSecret}`).toString('base64')}`,
  }
  const register = (tokenSeed: string, tokenScope?: string) =>
    caller.call({
      path: '/api/v1/client-app-registrations',
      headers,
      body: {
        messageType: 'clientAppRegistrationReq',
        ...{ aoiClientId, ApplicationName: application, tokenSeed },
        ...(tokenScope === undefined ? {} : { tokenScope }),
      },
    })
  const { clientAppToken = '' } = await register('a seed of the family')
  await register('another seed of the family', 'https://another.example').catch(() => undefined)
  return { aoiClientId, clientAppToken }
}

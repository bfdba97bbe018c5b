import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ApiLimits } from '#server/http/rate-limits.ts'
import { call, registerApp, registerClient } from './api-caller.ts'
import type { BareDoor } from './api-door.ts'
import { type ApiInput, type ApiSeeds, apiInputs } from './api-inputs.ts'
import { heldBytes } from './held-memory.ts'
import { pathIn, push, registerForPush } from './push-door.ts'
import { makeVapidSender } from './vapid-sender.ts'

const WARM_UP_INPUTS = 300
const ALLOWED_GROWTH_BYTES = 20_971_520
const EVERYWHERE = [400, 404, 405]
/** Further statuses of the dashboard’s own operations, which the public description does not have. */
const DASHBOARD = { prefix: '/api/dashboard/', statuses: [200, 401, 403, 421] }

type Description = { paths: Record<string, Record<string, { responses: object }>> }

/** Limits that a fuzz does not reach. */
export const NO_LIMITS: ApiLimits = {
  aoiClientRegistrationsPerAddressPerMinute: 1_000_000_000,
  failedSignInsPerAddressPerMinute: 1_000_000_000,
  sendersRequestsPerSecond: 1_000_000_000,
  pushesPerTokenPerSecond: 1_000_000_000,
  pushesPerSenderPerSecond: 1_000_000_000,
  hookRequestsPerMinuteMax: 1_000_000_000,
  apiKeyRequestsPerMinuteMax: 1_000_000,
  pushesPerAddressPerSecond: 1_000_000_000,
  adminRequestsPerSecond: 1_000_000_000,
}

/** Runs the fuzz contract: the API's promises for unforeseen requests. `inputs` is the number of requests. */
export function runApiFuzz(fuzz: { name: string; inputs: number; open: () => Promise<BareDoor> }): void {
  const { name, inputs, open } = fuzz
  describe(`the API under mutated requests, ${name}`, () => {
    let door: BareDoor
    beforeAll(async () => {
      door = await open()
    })
    afterAll(async () => door.close())

    it(
      `answers ${inputs} of them with declared statuses, without an unexpected error or a memory leak`,
      async () => {
        await tryInputs(door, WARM_UP_INPUTS)
        const before = heldBytes()
        const answered = await tryInputs(door, inputs)
        expect(heldBytes() - before).toBeLessThan(ALLOWED_GROWTH_BYTES)
        // The API did not refuse all of them at the first check: some were sane enough to succeed.
        expect([...answered]).toEqual(expect.arrayContaining([200, 201, 202, 204, 400, 401, 403, 404, 410]))
      },
      60_000 + inputs * 20,
    )
  })
}

/** Returns the statuses of the answers. */
async function tryInputs(door: BareDoor, inputs: number): Promise<Set<number>> {
  const { url, unexpected } = door
  const description = (await (await fetch(`${url}/api/openapi.json`)).json()) as Description
  const answered = new Set<number>()
  await fc.assert(
    fc.asyncProperty(apiInputs(await makeSeeds(door)), async (input) => {
      const { status } = await send(url, input)
      answered.add(status)
      expect(statusesOf(description, input)).toContain(status)
      expect(unexpected).toEqual([])
    }),
    { numRuns: inputs },
  )
  return answered
}

async function makeSeeds({ url, keys }: BareDoor): Promise<ApiSeeds> {
  const alice = await registerClient(url)
  const basic = Buffer.from(`${alice.aoiClientId}:${alice.aoiClientSecret}`).toString('base64')
  const clientAppToken = await registerApp(url, { as: alice })
  const sent = await fetch(`${url}/api/v1/notifications`, {
    method: 'POST',
    headers: { authorization: `Bearer ${keys.chat}` },
    body: JSON.stringify({ messageType: 'notificationReq', clientAppToken, payload: 1 }),
  })
  const { notificationId } = (await sent.json()) as { notificationId: string }
  const { aoiClientId } = alice
  return {
    bearer: `Bearer ${keys.chat}`,
    basic: `Basic ${basic}`,
    aoiClientId,
    clientAppToken,
    notificationId,
    ...(await makePushSeeds(url)),
  }
}

/** Makes two tokens for Web Push, the sender of one of them, and a message that has ended. */
async function makePushSeeds(url: string) {
  const sender = makeVapidSender()
  const open = await registerForPush(url, { webPush: true })
  const bound = await registerForPush(url, { vapidKey: sender.publicKey })
  const sent = await push(url, open, { prefer: 'respond-async' })
  const [messagePath, receiptPath] = [pathIn(sent, 'location'), pathIn(sent, 'link')]
  await call(url, { method: 'DELETE', path: messagePath })
  return {
    pushPaths: { open: `/wp/${open}`, bound: `/wp/${bound}` },
    vapid: sender.authorize(url),
    ...{ messagePath, receiptPath },
  }
}

async function send(url: string, input: ApiInput): Promise<Response> {
  const { method, path, headers, body } = input
  const mayHaveBody = method !== 'GET' && method !== 'HEAD'
  const response = await fetch(`${url}${path}`, {
    ...{ method, headers, redirect: 'manual' },
    ...(mayHaveBody && body !== undefined ? { body } : {}),
  })
  await response.arrayBuffer()
  return response
}

/** Returns the statuses that the description allows for the operation of the path, or those of an unknown path. */
function statusesOf(description: Description, { method, path }: ApiInput): number[] {
  const pathname = new URL(path, 'http://localhost').pathname.replace(/(?<=.)\/$/, '')
  const matches = Object.entries(description.paths).filter(([template]) =>
    new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
  )
  const read = method === 'HEAD' ? 'get' : method.toLowerCase()
  const declared = matches.flatMap(([, operations]) => Object.keys(operations[read]?.responses ?? {}))
  const dashboard = pathname.startsWith(DASHBOARD.prefix) ? DASHBOARD.statuses : []
  return [...EVERYWHERE, ...declared.map(Number), ...dashboard, ...(method === 'OPTIONS' ? [204] : [])]
}

import { createRoute, z } from '@hono/zod-openapi'
import { clientAppTokenSchema, compactJson, eachMember, findMember, LIMITS, WEB_PUSH_PATH } from '#protocol'
import type { AoiError } from '#server/core/errors.ts'
import { overQuota } from '#server/core/limits/over-quota.ts'
import type { SubmissionTrace } from '#server/core/tracing.ts'
import { submitPushes } from '#server/core/web-push/push-message.ts'
import { answer } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { jsonAnswer, jsonBody } from '../described.ts'
import { EXAMPLES } from '../examples.ts'
import { readMessage } from '../message.ts'
import { requireReady } from '../require-ready.ts'
import { addPushOperation, addressOf, PASSING } from './push-operation.ts'

const PATH = '/_matrix/push/v1/notify'
const GATEWAY = { unifiedpush: { gateway: 'matrix' } }

const deviceSchema = z.looseObject({ pushkey: z.string() })
/**
 * The request of the Matrix push gateway API. A homeserver delays its whole queue after a refusal, so the schema
 * refuses only JSON without a notification. The server skips devices that it cannot use, and passes on every element
 * that has no name here.
 */
const notifySchema = z.looseObject({
  notification: z.looseObject({
    devices: z.array(z.unknown()).nullish(),
    prio: z.unknown().optional(),
  }),
})
type Device = z.output<typeof deviceSchema>
/** `text` is the notification's own JSON. */
type Notify = { devices: Device[]; isLow: boolean; text: string }

const rejectedExample = { rejected: [] }
const pushkey = `${EXAMPLES.serverUrl}${WEB_PUSH_PATH}${EXAMPLES.clientAppToken}`

const route = createRoute({
  method: 'post',
  path: PATH,
  operationId: 'notifyFromMatrix',
  tags: ['Web Push'],
  summary: 'Accept a notification from a Matrix homeserver',
  description:
    'The gateway between Matrix and UnifiedPush, only for push resources of this server: each pushkey must be one. Each push resource gets the notification as JSON, with only its own device. The gateway rejects foreign pushkeys, and pushkeys that senders without VAPID may not use.',
  request: {
    body: jsonBody({
      schema: notifySchema,
      example: { notification: { event_id: '$e', devices: [{ app_id: 'im.example', pushkey }] } },
    }),
  },
  responses: {
    200: jsonAnswer('Accepted, except for the pushkeys in `rejected`', {
      schema: z.object({ rejected: z.array(z.string()) }),
      example: rejectedExample,
    }),
    400: { description: 'The body is not a Matrix notification' },
    413: { description: 'The notification is too large' },
    ...PASSING,
  },
})

/** `POST /_matrix/push/v1/notify` */
export function addMatrixNotify(api: Api): void {
  addPushOperation(api, {
    route,
    door: 'matrix',
    run: async (c, trace) => {
      requireReady(api)
      const address = addressOf(api, c)
      await api.limits.countPush('address', address)
      const read = { limitBytes: LIMITS.matrixBodyBytes, isTolerant: true }
      const { message, text } = await readMessage(c, notifySchema, read)
      return answer({
        rejected: await submit(api, { notification: readNotify(message, text), address, trace }),
      })
    },
  })
}

const discovery = createRoute({
  method: 'get',
  path: PATH,
  operationId: 'discoverMatrixGateway',
  tags: ['Web Push'],
  summary: 'Discover the gateway for Matrix',
  description: 'The answer has the form that UnifiedPush defines.',
  responses: {
    200: jsonAnswer('The gateway exists', {
      schema: z.object({ unifiedpush: z.object({ gateway: z.literal('matrix') }) }),
      example: GATEWAY,
    }),
  },
})

/** `GET /_matrix/push/v1/notify` */
export function addMatrixDiscovery(api: Api): void {
  addPushOperation(api, { route: discovery, run: () => answer(GATEWAY) })
}

function readNotify({ notification }: z.output<typeof notifySchema>, text: string): Notify {
  const range = findMember(text, { name: 'notification' })
  const devices = (notification.devices ?? []).flatMap((device) => {
    const parsed = deviceSchema.safeParse(device)
    return parsed.success ? [parsed.data] : []
  })
  return { devices, isLow: notification.prio === 'low', text: text.slice(range?.start, range?.end) }
}

/**
 * Submits the notification to the devices of this server, and returns the pushkeys to reject. A homeserver forgets a
 * rejected pushkey, so a device over its quota is not rejected: it misses the notification, if another device took it.
 * Throws `tooMany` if none did.
 */
async function submit(
  api: Api,
  { notification, address, trace }: { notification: Notify; address: string; trace: SubmissionTrace },
): Promise<string[]> {
  const { context } = api.services()
  const { webPush, publicUrl } = context.settings
  const urls = [publicUrl, ...webPush.origins]
  const own = new Map<string, Device>()
  for (const device of notification.devices) {
    const token = findOwnToken(urls, device.pushkey)
    if (token !== undefined) own.set(token, device)
  }
  for (const token of own.keys()) await api.limits.countPush('token', token)
  const keptKeys = new Set<string>()
  const full: AoiError[] = []
  let isAnyTaken = false
  const waiting = [...own]
  while (waiting.length > 0) {
    const messages = waiting.splice(0, LIMITS.matrixDevices).map(([clientAppToken, device]) => ({
      clientAppToken,
      body: bodyFor(device, notification.text),
      headers: { encoding: 'identity' as const },
      ttlSeconds: LIMITS.ttlSecondsDefault,
      urgency: notification.isLow ? ('low' as const) : ('high' as const),
    }))
    const results = await submitPushes(context, { sender: undefined, address, trace, messages })
    for (const result of results) {
      const pushkey = own.get(result.clientAppToken)?.pushkey
      if (result.outcome === 'overQuota') full.push(overQuota(result, context.limitWatch))
      if (result.outcome === 'accepted') isAnyTaken = true
      if ((result.outcome === 'accepted' || result.outcome === 'overQuota') && pushkey !== undefined)
        keptKeys.add(pushkey)
    }
  }
  if (!isAnyTaken && full[0] !== undefined) throw full[0]
  return notification.devices.map((device) => device.pushkey).filter((key) => !keptKeys.has(key))
}

/** Returns the token of a pushkey that is a push resource here. Other pushkeys have none, so this is no open proxy. */
function findOwnToken(urls: readonly string[], pushkey: string): string | undefined {
  const own = urls.find((url) => pushkey.startsWith(`${url}${WEB_PUSH_PATH}`))
  if (own === undefined) return undefined
  const token = clientAppTokenSchema.safeParse(pushkey.slice(own.length + WEB_PUSH_PATH.length))
  return token.success ? token.data : undefined
}

/** The elements that name an event. They are enough for an app to ask its homeserver for the rest. */
const ESSENTIAL = new Set(['event_id', 'room_id', 'type', 'sender', 'counts', 'prio'])

/**
 * Returns the notification with only its own device, in the largest form that fits. The forms are: whole, without its
 * content, without long members, and with only the elements that name its event. An app asks its homeserver for the
 * rest.
 */
function bodyFor(device: Device, notification: string): Uint8Array {
  const members = [...eachMember(notification)].filter(({ name }) => name !== 'devices')
  const texts = members.map(({ name, value }) => ({
    name,
    text: `${JSON.stringify(name)}:${compactJson(notification.slice(value.start, value.end))}`,
  }))
  const short = texts.filter(({ text }) => text.length <= LIMITS.matrixShortMemberBytes)
  const forms = [
    texts,
    texts.filter(({ name }) => name !== 'content'),
    short.filter(({ name }) => name !== 'content'),
    short.filter(({ name }) => ESSENTIAL.has(name)),
    [],
  ]
  const { pushkey, app_id } = device
  for (const shownDevice of [device, { app_id, pushkey }, { pushkey }]) {
    for (const form of forms) {
      const shown = [...form.map(({ text }) => text), `"devices":[${JSON.stringify(shownDevice)}]`]
      const body = Buffer.from(`{"notification":{${shown.join(',')}}}`)
      if (body.byteLength <= LIMITS.webPushBodyBytes) return body
    }
  }
  // A pushkey of this server has fewer than 1,024 bytes, so the last form fits.
  throw new Error('one device of a Matrix notification exceeds the limit of a message')
}

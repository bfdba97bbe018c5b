import { createRoute, z } from '@hono/zod-openapi'
import { clientAppTokenSchema, LIMITS, WEB_PUSH_PATH } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import { submitPushes } from '#server/core/web-push/push-message.ts'
import { answer } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { jsonAnswer, jsonBody } from '../described.ts'
import { EXAMPLES } from '../examples.ts'
import { readMessage } from '../message.ts'
import { addPushOperation, addressOf, PASSING, requireReady } from './push-operation.ts'

const PATH = '/_matrix/push/v1/notify'
const GATEWAY = { unifiedpush: { gateway: 'matrix' } }

const deviceSchema = z.looseObject({ pushkey: z.string().max(LIMITS.webPushHeaderBytes) })
/** As the Matrix push gateway API has it; what it does not name is passed on. */
const notifySchema = z.looseObject({
  notification: z.looseObject({
    devices: z.array(deviceSchema).min(1).max(LIMITS.matrixDevices),
    prio: z.enum(['high', 'low']).optional(),
  }),
})
type Notify = z.output<typeof notifySchema>['notification']
type Device = z.output<typeof deviceSchema>

const rejectedExample = { rejected: [] }
const pushkey = `${EXAMPLES.serverUrl}${WEB_PUSH_PATH}${EXAMPLES.clientAppToken}`

const route = createRoute({
  method: 'post',
  path: PATH,
  operationId: 'notifyFromMatrix',
  tags: ['Web Push'],
  summary: 'Take a notification of a Matrix homeserver',
  description:
    'The gateway between Matrix and UnifiedPush, for push resources of this server alone: each pushkey must be one. It gets the notification as JSON, with its own device only. Foreign pushkeys, and those that senders without VAPID may not use, are rejected.',
  request: {
    body: jsonBody({
      schema: notifySchema,
      example: { notification: { event_id: '$e', devices: [{ app_id: 'im.example', pushkey }] } },
    }),
  },
  responses: {
    200: jsonAnswer('Taken, but for the pushkeys that are rejected', {
      schema: z.object({ rejected: z.array(z.string()) }),
      example: rejectedExample,
    }),
    400: { description: 'Not a notification of Matrix' },
    413: { description: 'The notification is too large' },
    ...PASSING,
  },
})

/** `POST /_matrix/push/v1/notify` */
export function addMatrixNotify(api: Api): void {
  addPushOperation(api, {
    route,
    run: async (c) => {
      requireReady(api)
      await api.limits.countPush('address', addressOf(api, c))
      const { notification } = (await readMessage(c, notifySchema)).message
      return answer({ rejected: await submit(api, notification) })
    },
  })
}

const discovery = createRoute({
  method: 'get',
  path: PATH,
  operationId: 'discoverMatrixGateway',
  tags: ['Web Push'],
  summary: 'That there is a gateway for Matrix',
  description: 'As UnifiedPush has it.',
  responses: {
    200: jsonAnswer('There is', {
      schema: z.object({ unifiedpush: z.object({ gateway: z.literal('matrix') }) }),
      example: GATEWAY,
    }),
  },
})

/** `GET /_matrix/push/v1/notify` */
export function addMatrixDiscovery(api: Api): void {
  addPushOperation(api, { route: discovery, run: () => answer(GATEWAY) })
}

/** Submits it to the devices that are of this server; answers the pushkeys of the others. */
async function submit(api: Api, notification: Notify): Promise<string[]> {
  const { context } = api.services()
  const { origins } = context.settings.webPush
  const own = new Map<string, Device>()
  for (const device of notification.devices) {
    const token = findOwnToken(origins, device.pushkey)
    if (token !== undefined) own.set(token, device)
  }
  for (const token of own.keys()) await api.limits.countPush('token', token)
  const results =
    own.size === 0
      ? []
      : await submitPushes(context, {
          sender: undefined,
          messages: [...own].map(([clientAppToken, device]) => ({
            clientAppToken,
            body: bodyFor(device, notification),
            headers: { encoding: 'identity' },
            ttlSeconds: LIMITS.ttlSecondsDefault,
            urgency: notification.prio === 'low' ? 'low' : 'high',
          })),
        })
  const taken = results.filter(({ outcome }) => outcome === 'accepted')
  const takenKeys = new Set(taken.map(({ clientAppToken }) => own.get(clientAppToken)?.pushkey))
  return notification.devices.map((device) => device.pushkey).filter((key) => !takenKeys.has(key))
}

/** The token of a pushkey that is a push resource here: never an open proxy. */
function findOwnToken(origins: readonly string[], pushkey: string): string | undefined {
  const origin = origins.find((origin) => pushkey.startsWith(`${origin}${WEB_PUSH_PATH}`))
  if (origin === undefined) return undefined
  const token = clientAppTokenSchema.safeParse(pushkey.slice(origin.length + WEB_PUSH_PATH.length))
  return token.success ? token.data : undefined
}

/** With the content left out where it would be too large: the app asks its homeserver for it. Throws `tooLarge`. */
function bodyFor(device: Device, notification: Notify): Uint8Array {
  const { content: _content, ...rest } = notification
  for (const carried of [notification, rest]) {
    const body = Buffer.from(JSON.stringify({ notification: { ...carried, devices: [device] } }))
    if (body.byteLength <= LIMITS.webPushBodyBytes) return body
  }
  throw new AoiError('tooLarge', `notification: must be at most ${LIMITS.webPushBodyBytes} bytes`)
}

import { createRoute, z } from '@hono/zod-openapi'
import { isAoiError } from '#server/core/errors.ts'
import { type HookReceipt, readHookReceipt } from '#server/core/hooks/read-hook-receipt.ts'
import { findNotificationId } from '#server/core/hooks/shapes/pushover/receipt.ts'
import { SHAPES } from '#server/core/hooks/shapes/shapes.ts'
import { answer } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { countingFailures } from '../credentials.ts'
import { addOperation } from '../operation.ts'
import { requestIdOf } from '../request-id.ts'
import { toResponse } from './hook-operation.ts'

const route = createRoute({
  method: 'get',
  path: '/1/receipts/{receipt}',
  operationId: 'readPushoverReceipt',
  tags: ['Hooks'],
  summary: 'Read a receipt as at Pushover',
  description:
    'The receipt of an emergency message, followed by `.json`. A message counts as acknowledged with its first ack. The parameter `token` is the address of the hook that sent it.',
  request: { params: z.object({ receipt: z.string() }), query: z.object({ token: z.string() }) },
  responses: {
    200: { description: 'The outcome so far, in the form of Pushover' },
    401: { description: 'No hook has this address' },
    404: { description: 'The hook sent no message with this receipt' },
    429: { description: 'Too many requests to this hook' },
    503: { description: 'Temporarily unavailable' },
  },
})

/** `GET /1/receipts/{receipt}.json` */
export function addPushoverReceipt(api: Api): void {
  addOperation(api, {
    ...{ route, family: undefined },
    run: async (c) => {
      const { context } = api.services()
      try {
        const signIn = () => context.hooks.keys.authenticate(c.req.query('token'))
        const hook = await countingFailures(api, { c, signIn })
        await api.limits.countHook(hook)
        const notificationId = findNotificationId((c.req.param('receipt') ?? '').replace(/\.json$/, ''))
        const receipt = await readHookReceipt(context, { hook, notificationId })
        return answer({ ...toPushover(receipt), request: requestIdOf(c.env.incoming) })
      } catch (error) {
        if (!isAoiError(error)) throw error
        return toResponse(SHAPES.pushover.refused(error), error)
      }
    },
  })
}

function toPushover({ acked, firstAckedAt, lastAckedAt, expiresAt, isOver }: HookReceipt): object {
  return {
    status: 1,
    acknowledged: acked > 0 ? 1 : 0,
    acknowledged_at: toSeconds(firstAckedAt),
    acknowledged_by: '',
    acknowledged_by_device: '',
    last_delivered_at: toSeconds(lastAckedAt),
    expired: isOver ? 1 : 0,
    expires_at: toSeconds(expiresAt),
    called_back: 0,
    called_back_at: 0,
  }
}

function toSeconds(at: number | undefined): number {
  return at === undefined ? 0 : Math.floor(at / 1000)
}

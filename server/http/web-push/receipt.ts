import { createRoute, z } from '@hono/zod-openapi'
import { LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import type { Receipt } from '#server/core/web-push/push-receipts.ts'
import { answerEmpty } from '../answer.ts'
import type { Api, ApiRequest } from '../api-services.ts'
import { addPushOperation, PASSING } from './push-operation.ts'
import { streamReceipt } from './receipt-stream.ts'

const route = createRoute({
  method: 'get',
  path: '/wp/receipts/{link}',
  operationId: 'readReceipt',
  tags: ['Web Push'],
  summary: 'Wait until a Web Push message is received',
  description:
    'The receipt subscription of RFC 8030. Waits `Prefer: wait=N` seconds (30 unless said, 60 at most): 204 when a member has the message (the first one, of a group), 410 when nobody will get it any more, 202 while neither is so. With `Accept: text/event-stream` it is a stream with one event `receipt`.',
  request: {
    params: z.object({ link: z.string() }),
    headers: z.object({
      prefer: z.string().optional().meta({ description: 'wait=N', example: 'wait=10' }),
      accept: z.string().optional().meta({ example: 'text/event-stream' }),
    }),
  },
  responses: {
    200: {
      description: 'The stream',
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    },
    202: { description: 'Not yet: ask again' },
    204: { description: 'A member has it' },
    404: { description: 'No such message' },
    410: { description: 'Nobody will get it any more' },
    ...PASSING,
  },
})

export const RECEIPT_STATUS: Record<Receipt, 204 | 410> = { received: 204, gone: 410 }

/** `GET /wp/receipts/{link}` */
export function addReadReceipt(api: Api): void {
  addPushOperation(api, {
    route,
    run: async (c) => {
      const { links, receipts } = api.services().context.webPush
      const id = links.read('receipts', c.req.param('link') ?? '')
      if (id === undefined) throw new AoiError('notFound', 'there is no such message')
      const contentLocation = `${api.services().context.settings.publicUrl}/wp/messages/${links.issue('messages', id)}`
      if (c.req.header('accept')?.includes('text/event-stream')) {
        return streamReceipt(receipts, { id, message: contentLocation })
      }
      const { signal } = c.req.raw
      const receipt = await receipts.wait(id, { milliseconds: readWait(c), signal })
      const status = receipt === undefined ? 202 : RECEIPT_STATUS[receipt]
      return answerEmpty(status, { 'content-location': contentLocation })
    },
  })
}

function readWait(c: ApiRequest): number {
  const [, seconds] = /(?:^|[,;\s])wait=(\d{1,9})(?:$|[,;\s])/i.exec(c.req.header('prefer') ?? '') ?? []
  const wanted = seconds === undefined ? LIMITS.receiptWaitSecondsDefault : Number(seconds)
  return Math.min(wanted, LIMITS.receiptWaitSeconds) * 1000
}

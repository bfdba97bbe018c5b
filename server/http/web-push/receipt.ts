import { createRoute, z } from '@hono/zod-openapi'
import { LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import { answerEmpty } from '../answer.ts'
import type { Api, ApiRequest } from '../api-services.ts'
import { readPreferredWait } from '../prefer-wait.ts'
import { addPushOperation, addressOf, PASSING } from './push-operation.ts'
import { linkTo, receiptLink } from './push-urls.ts'
import { RECEIPT_STATUS } from './receipt-status.ts'
import { streamReceipts } from './receipt-stream.ts'

const route = createRoute({
  method: 'get',
  path: '/wp/receipts/{link}',
  operationId: 'readReceipt',
  tags: ['Web Push'],
  summary: 'Wait for the receipt of a Web Push message',
  description:
    'The receipt subscription of RFC 8030. Waits for `Prefer: wait=N` seconds (30 by default, 55 at most). Answers 204 when a member has the message (the first member, for a group), 410 when no member will get it any more, and 202 otherwise. If the receipt covers several messages, the answer concerns the one in `Content-Location`, and `Link` leads to the others. With `Accept: text/event-stream` the answer is a stream with one event `receipt` per message.',
  request: {
    params: z.object({ link: z.string() }),
    headers: z.object({
      prefer: z.string().optional().meta({ description: 'wait=N', example: 'wait=10' }),
      accept: z.string().optional().meta({ example: 'text/event-stream' }),
    }),
  },
  responses: {
    200: {
      description: 'The stream of receipts',
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    },
    202: { description: 'No receipt yet: ask again' },
    204: { description: 'A member has the message' },
    404: { description: 'No message has this URL' },
    410: { description: 'No member will get the message any more' },
    ...PASSING,
  },
})

/** `GET /wp/receipts/{link}` */
export function addReadReceipt(api: Api): void {
  addPushOperation(api, {
    route,
    run: async (c) => {
      const { webPush, clock } = api.services().context
      const { receipts, links } = webPush
      const ids = links.read('receipts', c.req.param('link') ?? '')
      if (ids.length === 0) throw new AoiError('notFound', 'no message has this URL')
      const urlOf = (id: string) => linkTo(api, 'messages', id)
      const address = addressOf(api, c)
      if (c.req.header('accept')?.includes('text/event-stream'))
        return streamReceipts({ receipts, clock }, { ids, urlOf, address })
      const { signal } = c.req.raw
      const found = await receipts.wait(ids, { milliseconds: readWait(c), signal, address })
      const [first = ''] = ids
      if (found === undefined) return answerEmpty(202, { 'content-location': urlOf(first) })
      const rest = ids.filter((id) => id !== found.id)
      return answerEmpty(RECEIPT_STATUS[found.receipt], {
        'content-location': urlOf(found.id),
        ...(rest.length > 0 && { link: receiptLink(api, rest) }),
      })
    },
  })
}

function readWait(c: ApiRequest): number {
  const wanted = readPreferredWait(c) ?? LIMITS.receiptWaitSecondsDefault
  return Math.min(wanted, LIMITS.receiptWaitSeconds) * 1000
}

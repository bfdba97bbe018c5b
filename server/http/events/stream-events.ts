import { createRoute, z } from '@hono/zod-openapi'
import { EVENT_TYPES } from '#protocol/event-types.ts'
import { eventTypeSchema } from '#protocol/events.ts'
import { AoiError } from '#server/core/errors.ts'
import { eventMessage } from '#server/core/events/event-message.ts'
import { type StreamItem, streamEventId, streamEvents } from '#server/core/events/stream-events.ts'
import type { Api } from '../api-services.ts'
import { requireApiKey } from '../credentials.ts'
import { notificationErrors } from '../described.ts'
import { readQuery } from '../elements.ts'
import { isHead } from '../head-request.ts'
import { addOperation } from '../operation.ts'

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
}

const querySchema = z.strictObject({
  types: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(eventTypeSchema))
    .optional()
    .meta({ description: `Types of events, separated by commas: ${EVENT_TYPES.join(', ')}` }),
})

const route = createRoute({
  method: 'get',
  path: '/v1/events',
  operationId: 'streamEvents',
  tags: ['AOI-3'],
  summary: 'Stream events of notifications, members and hooks',
  description:
    'Server-sent events of the applications that the API key may address, in order, without an end. Each has the same JSON as a webhook. After a lost connection, `Last-Event-ID` names the last event that the reader has: the stream continues after it, also after days. Some events may come twice, with the same `id` in their JSON. An event `gap` says which ones are not kept any more. Comments keep the connection open.',
  security: [{ apiKey: [] }],
  request: {
    query: querySchema,
    headers: z.object({
      'last-event-id': z
        .string()
        .optional()
        .meta({ description: 'The `id` of the last event that the reader has' }),
    }),
  },
  responses: {
    200: {
      description: 'The stream of events',
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    },
    ...notificationErrors(['400', '401', '429', '503']),
  },
})

/** `GET /api/v1/events` */
export function addStreamEvents(api: Api): void {
  addOperation(api, {
    route,
    family: 'notificationRes',
    run: async (c) => {
      const { context } = api.services()
      if (api.services().isDraining())
        throw new AoiError('unavailable', 'the server is draining: try again', 1)
      const { types = [] } = readQuery(c, querySchema)
      if (isHead(c)) {
        await requireApiKey(api, c)
        return new Response(null, { headers: HEADERS })
      }
      const gone = new AbortController()
      const items = await streamEvents(context, {
        ...{ authenticate: () => requireApiKey(api, c), types, signal: gone.signal },
        lastEventId: c.req.header('last-event-id'),
      })
      return new Response(toBody(items, { epoch: context.store.epoch, gone }), { headers: HEADERS })
    },
  })
}

/** A reader that is slow leaves its events in the database: the next one is read when there is room. */
function toBody(
  items: AsyncGenerator<StreamItem>,
  { epoch, gone }: { epoch: string; gone: AbortController },
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  // At once, so that the reader sees that the stream is open.
  let isOpen = false
  return new ReadableStream<Uint8Array>({
    pull: async (stream) => {
      if (!isOpen) {
        isOpen = true
        stream.enqueue(encoder.encode(': open\n\n'))
        return
      }
      try {
        const { value, done } = await items.next()
        if (done === true) stream.close()
        else stream.enqueue(encoder.encode(toText(value, epoch)))
      } catch {
        // The key was revoked, or the database was lost: the reader comes back and is told so.
        stream.close()
      }
    },
    cancel: async () => {
      gone.abort()
      await items.return(undefined)
    },
  })
}

function toText(item: StreamItem, epoch: string): string {
  if (item.kind === 'idle') return ': idle\n\n'
  if (item.kind === 'gap') return `event: gap\ndata: ${JSON.stringify({ from: item.from, to: item.to })}\n\n`
  const { event } = item
  return `id: ${streamEventId(epoch, event.position)}\nevent: ${event.type}\ndata: ${eventMessage(event)}\n\n`
}

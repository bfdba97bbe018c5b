import { LIMITS } from '#protocol'
import type { Clock } from '#server/core/clock.ts'
import type { PushReceipts } from '#server/core/web-push/push-receipts.ts'
import { RECEIPT_STATUS } from './receipt-status.ts'

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
}

/**
 * Streams receipts as server-sent events: an event `receipt` with `{message, status}` for each message, and then the
 * end. It ends without the rest if no receipt comes within the longest wait; an `EventSource` then reconnects by
 * itself. It sends comments meanwhile, so that no proxy closes it as dead.
 */
export async function streamReceipts(
  { receipts, clock }: { receipts: PushReceipts; clock: Clock },
  { ids, urlOf, address }: { ids: readonly string[]; urlOf: (id: string) => string; address: string },
): Promise<Response> {
  const gone = new AbortController()
  const { signal } = gone
  const left = new Set(ids)
  // Asks once, without waiting, before the stream begins. So an unknown message gets 404, and one waiter too many 503.
  let next = await receipts.wait(ids, { milliseconds: 0, signal, address })
  const encoder = new TextEncoder()
  let stopComments = () => {}
  const body = new ReadableStream<Uint8Array>({
    start: async (stream) => {
      const comment = () => {
        stream.enqueue(encoder.encode(': waiting\n\n'))
        stopComments = clock.after(LIMITS.streamCommentSeconds * 1000, comment)
      }
      comment()
      const milliseconds = LIMITS.receiptWaitSeconds * 1000
      // If all messages are removed meanwhile, or the database is lost, the stream ends as after a wait without a
      // receipt.
      const wait = () => receipts.wait([...left], { milliseconds, signal, address }).catch(() => undefined)
      next ??= await wait()
      while (next !== undefined && !signal.aborted) {
        const data = JSON.stringify({ message: urlOf(next.id), status: RECEIPT_STATUS[next.receipt] })
        stream.enqueue(encoder.encode(`event: receipt\ndata: ${data}\n\n`))
        left.delete(next.id)
        next = left.size === 0 ? undefined : await wait()
      }
      stopComments()
      if (!signal.aborted) stream.close()
    },
    cancel: () => {
      stopComments()
      gone.abort()
    },
  })
  return new Response(body, { headers: HEADERS })
}

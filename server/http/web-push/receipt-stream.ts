import { LIMITS } from '#protocol'
import type { Clock } from '#server/core/clock.ts'
import type { PushReceipts } from '#server/core/web-push/push-receipts.ts'
import { RECEIPT_STATUS } from './receipt.ts'

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
}

/**
 * Receipts as server-sent events: an event `receipt` with `{message, status}` for each of the messages, and then the end.
 * Ends without the rest after as long as anybody may wait; an `EventSource` comes again by itself. Meanwhile it sends
 * comments, so that no proxy takes it for dead.
 */
export async function streamReceipts(
  { receipts, clock }: { receipts: PushReceipts; clock: Clock },
  { ids, urlOf, address }: { ids: readonly string[]; urlOf: (id: string) => string; address: string },
): Promise<Response> {
  const gone = new AbortController()
  const { signal } = gone
  const left = new Set(ids)
  // Asked once before the stream begins, so that an unknown message is 404 and a full house 503.
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
      // A message that is forgotten meanwhile, or a database that is away, ends the stream like a wait that is over.
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

import { LIMITS } from '#protocol'
import type { PushReceipts } from '#server/core/web-push/push-receipts.ts'
import { RECEIPT_STATUS } from './receipt.ts'

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
}

/**
 * The receipt as server-sent events: one event `receipt` with `{message, status}`, and then the end. Ends without it
 * after as long as anybody may wait; an `EventSource` comes again by itself.
 */
export async function streamReceipt(
  receipts: PushReceipts,
  { id, message }: { id: string; message: string },
): Promise<Response> {
  const gone = new AbortController()
  // Asked once before the stream begins, so that an unknown message is 404 and a full house 503.
  const known = await receipts.wait(id, { milliseconds: 0, signal: gone.signal })
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start: async (stream) => {
      stream.enqueue(encoder.encode(': waiting\n\n'))
      const milliseconds = LIMITS.receiptWaitSeconds * 1000
      // A message that is forgotten meanwhile, or a database that is away, ends the stream like a wait that is over.
      const receipt =
        known ?? (await receipts.wait(id, { milliseconds, signal: gone.signal }).catch(() => undefined))
      if (gone.signal.aborted) return
      if (receipt !== undefined) {
        const data = JSON.stringify({ message, status: RECEIPT_STATUS[receipt] })
        stream.enqueue(encoder.encode(`event: receipt\ndata: ${data}\n\n`))
      }
      stream.close()
    },
    cancel: () => gone.abort(),
  })
  return new Response(body, { headers: HEADERS })
}

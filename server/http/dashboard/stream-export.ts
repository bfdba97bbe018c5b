import { isAoiError } from '#server/core/errors.ts'
import type { ApiServices } from '../api-services.ts'

/** Where the log says that an export failed: in a step, because its answer has already begun. */
export const EXPORT_STEP = { kind: 'step', name: 'export' } as const

type EndState = 'done' | 'cut' | 'cancelled' | 'failed'

/** Begins an export. Throws `tooMany` or `unavailable` if too many exports run. */
export function beginExport({ context }: ApiServices, asked: { id: string; operatorId: string }) {
  const release = context.pacer.admit({ kind: 'export', party: asked.operatorId })
  try {
    const { signal, cancel, update } = context.exports.begin(asked)
    const end = (state: EndState) => {
      update({ state })
      release()
    }
    return { signal, cancel, update, end, turn: context.pacer.turnOf({ party: asked.operatorId, signal }) }
  } catch (error) {
    release()
    throw error
  }
}

export type ExportRun = ReturnType<typeof beginExport>

type Streamed = {
  run: ExportRun
  /** Must call `run.end` when it has yielded everything. */
  chunks: AsyncGenerator<Uint8Array, void>
  /** The name of the file, without the day and the extension. */
  name: string
  format: { contentType: string; extension: string }
}

/** Answers with a file. Takes the next chunk only when the caller has taken the last one. */
export function streamExport(services: ApiServices, { run, chunks, name, format }: Streamed): Response {
  const day = new Date(services.context.clock.now()).toISOString().slice(0, 10)
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await chunks.next()
        if (done === true) controller.close()
        else controller.enqueue(value)
      } catch (error) {
        run.end(run.signal.aborted ? 'cancelled' : 'failed')
        if (!isAoiError(error)) services.onUnexpected(error, EXPORT_STEP)
        // The body breaks off, so that nobody takes half of an export for the whole.
        controller.error(error)
      }
    },
    cancel() {
      run.cancel()
      run.end('cancelled')
    },
  })
  return new Response(body, {
    headers: {
      'content-type': format.contentType,
      'content-disposition': `attachment; filename="${name}-${day}.${format.extension}"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  })
}

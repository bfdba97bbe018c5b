import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type ExportQuery, exportQuerySchema } from '#protocol/dashboard/lists/notifications.ts'
import { mayDo } from '#protocol/dashboard/roles.ts'
import type { Context } from '#server/core/context.ts'
import {
  countForExport,
  type ExportedNotification,
  exportNotifications,
} from '#server/core/dashboard/export-notifications.ts'
import { AoiError, isAoiError } from '#server/core/errors.ts'
import type { ApiServices } from '../api-services.ts'
import { requireConfirmed } from '../auth/require-session.ts'
import { actorOf } from './actor-of.ts'
import { dashboardRoute } from './dashboard-route.ts'
import { EXPORT_FORMATS } from './export-formats.ts'

/** Where the log says that an export failed: in a step, because its answer has already begun. */
const WHERE = { kind: 'step', name: 'export' } as const

const ofExport = z.strictObject({ id: z.uuid() })

export const exportRoutes = [
  dashboardRoute({
    operation: 'exportNotifications',
    query: exportQuerySchema,
    run: async ({ services, session, query }) => {
      const { context } = services
      const { role, id: operatorId } = session.operator
      if (query.payload !== undefined && !mayDo(role, 'readPayload')) {
        throw new AoiError('forbidden', `the role ${role} may not read payloads`)
      }
      if (query.payload !== undefined) requireConfirmed(services, session.confirmedAt)
      const { exportId = randomUUID(), ...asked } = query
      const run = beginExport(services, { id: exportId, operatorId })
      try {
        const { format, ...detail } = asked
        await context.store.recordAudit({
          ...{ actor: actorOf(session), action: 'notification.export', at: context.clock.now() },
          ...{ subject: format, detail: JSON.stringify(detail) },
        })
      } catch (error) {
        run.end('failed')
        throw error
      }
      return answerExport(services, { query: asked, run })
    },
  }),
  dashboardRoute({
    operation: 'readExport',
    path: ofExport,
    run: ({ services, session, path }) =>
      services.context.exports.read({ id: path.id, operatorId: session.operator.id }),
  }),
  dashboardRoute({
    operation: 'cancelExport',
    path: ofExport,
    run: ({ services, session, path }) => {
      services.context.exports.cancel({ id: path.id, operatorId: session.operator.id })
      return Promise.resolve(undefined)
    },
  }),
]

type Run = ReturnType<typeof beginExport>

/** Throws `tooMany` or `unavailable` if too many exports run. */
function beginExport({ context }: ApiServices, asked: { id: string; operatorId: string }) {
  const release = context.pacer.admit({ kind: 'export', party: asked.operatorId })
  try {
    const { signal, cancel, update } = context.exports.begin(asked)
    const end = (state: 'done' | 'cut' | 'cancelled' | 'failed') => {
      update({ state })
      release()
    }
    return { signal, cancel, update, end, turn: context.pacer.turnOf(signal) }
  } catch (error) {
    release()
    throw error
  }
}

type ExportRequest = { query: Omit<ExportQuery, 'exportId'>; run: Run }

/** Reads the next step only when the caller has taken the last one. */
function answerExport(services: ApiServices, { query, run }: ExportRequest): Response {
  const { context } = services
  const { contentType, extension } = EXPORT_FORMATS[query.format]
  const day = new Date(context.clock.now()).toISOString().slice(0, 10)
  const chunks = writeChunks(context, { query, run })
  count(services, { query, run })
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await chunks.next()
        if (done === true) controller.close()
        else controller.enqueue(value)
      } catch (error) {
        run.end(run.signal.aborted ? 'cancelled' : 'failed')
        if (!isAoiError(error)) services.onUnexpected(error, WHERE)
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
      'content-type': contentType,
      'content-disposition': `attachment; filename="notifications-${day}.${extension}"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  })
}

/** Counts beside the export, so that the first rows do not wait for the total. */
function count(services: ApiServices, { query, run }: ExportRequest): void {
  countForExport(services.context, { query, turn: run.turn })
    .then((total) => run.update({ total }))
    .catch((error: unknown) => {
      if (!isAoiError(error)) services.onUnexpected(error, WHERE)
    })
}

/** Yields one step of rows at a time. */
async function* writeChunks(
  context: Context,
  { query, run }: ExportRequest,
): AsyncGenerator<Uint8Array, void> {
  const format = EXPORT_FORMATS[query.format]
  const encoder = new TextEncoder()
  const head = format.head(query.payload !== undefined)
  if (head !== '') yield encoder.encode(head)
  const write = (rows: readonly ExportedNotification[]) =>
    encoder.encode(rows.map((row) => format.line(row)).join(''))
  const steps = exportNotifications(context, { query, turn: run.turn, write })
  for (let rows = 0; ; ) {
    const { done, value } = await steps.next()
    if (done === true) {
      if (value.cut) yield encoder.encode(format.cut)
      run.end(value.cut ? 'cut' : 'done')
      return
    }
    rows += value.rows
    run.update({ rows })
    if (value.rows > 0) yield value.line
  }
}

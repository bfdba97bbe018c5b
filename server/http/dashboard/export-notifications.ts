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
import { beginExport, EXPORT_STEP, type ExportRun, streamExport } from './stream-export.ts'

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
      const { format, ...detail } = asked
      try {
        await context.store.recordAudit({
          ...{ actor: actorOf(session), action: 'notification.export', at: context.clock.now() },
          ...{ subject: format, detail: JSON.stringify(detail) },
        })
      } catch (error) {
        run.end('failed')
        throw error
      }
      const chunks = writeChunks(context, { query: asked, run })
      count(services, { query: asked, run })
      return streamExport(services, { run, chunks, name: 'notifications', format: EXPORT_FORMATS[format] })
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

type ExportRequest = { query: Omit<ExportQuery, 'exportId'>; run: ExportRun }

/** Counts beside the export, so that the first rows do not wait for the total. */
function count(services: ApiServices, { query, run }: ExportRequest): void {
  countForExport(services.context, { query, turn: run.turn })
    .then((total) => run.update({ total }))
    .catch((error: unknown) => {
      if (!isAoiError(error)) services.onUnexpected(error, EXPORT_STEP)
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

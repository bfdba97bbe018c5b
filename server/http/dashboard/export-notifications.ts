import { type ExportQuery, exportQuerySchema } from '#protocol/dashboard/lists/notifications.ts'
import { mayDo } from '#protocol/dashboard/roles.ts'
import type { Context } from '#server/core/context.ts'
import { exportNotifications } from '#server/core/dashboard/export-notifications.ts'
import { AoiError } from '#server/core/errors.ts'
import { requireConfirmed } from '../auth/require-session.ts'
import { actorOf } from './actor-of.ts'
import { dashboardRoute } from './dashboard-route.ts'
import { EXPORT_FORMATS } from './export-formats.ts'

export const exportRoutes = [
  dashboardRoute({
    operation: 'exportNotifications',
    query: exportQuerySchema,
    run: async ({ services, session, query }) => {
      const { context } = services
      const { role } = session.operator
      if (query.payload !== undefined && !mayDo(role, 'readPayload')) {
        throw new AoiError('forbidden', `the role ${role} may not read payloads`)
      }
      if (query.payload !== undefined) requireConfirmed(services, session.confirmedAt)
      const at = context.clock.now()
      const { format, ...asked } = query
      await context.store.recordAudit({
        ...{ actor: actorOf(session), action: 'notification.export', at },
        subject: format,
        detail: JSON.stringify(asked),
      })
      return answerExport(context, query)
    },
  }),
]

/** Reads on only as fast as it is taken. */
function answerExport(context: Context, query: ExportQuery): Response {
  const { contentType, extension } = EXPORT_FORMATS[query.format]
  const day = new Date(context.clock.now()).toISOString().slice(0, 10)
  const lines = writeLines(context, query)
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await lines.next()
      if (done === true) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await lines.return()
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

/** A page at a time. */
async function* writeLines(context: Context, query: ExportQuery): AsyncGenerator<string, void> {
  const format = EXPORT_FORMATS[query.format]
  const head = format.head(query.payload !== undefined)
  if (head !== '') yield head
  const pages = exportNotifications(context, query)
  for (;;) {
    const { done, value } = await pages.next()
    if (done !== true) {
      if (value.length > 0) yield value.map((row) => format.line(row)).join('')
      continue
    }
    if (value.cut) yield format.cut
    return
  }
}

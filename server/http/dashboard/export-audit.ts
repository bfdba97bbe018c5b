import { randomUUID } from 'node:crypto'
import {
  type AuditExportQuery,
  type AuditRow,
  auditExportQuerySchema,
} from '#protocol/dashboard/lists/audit.ts'
import type { Context } from '#server/core/context.ts'
import { exportAudit } from '#server/core/dashboard/export-audit.ts'
import { actorOf } from './actor-of.ts'
import { dashboardRoute } from './dashboard-route.ts'
import { CSV, NDJSON, toCsvLine } from './export-formats.ts'
import { beginExport, type ExportRun, streamExport } from './stream-export.ts'

const COLUMNS = [
  'id',
  'at',
  'actor',
  'action',
  'subject',
  'detail',
  'hash',
] as const satisfies (keyof AuditRow)[]

const FORMATS = {
  ndjson: { ...NDJSON, head: '', line: (row: AuditRow) => `${JSON.stringify(row)}\n` },
  csv: {
    ...CSV,
    head: toCsvLine(COLUMNS),
    line: (row: AuditRow) => toCsvLine(COLUMNS.map((name) => row[name] ?? '')),
  },
} as const

/** The whole audit, or the part that matches the filters, as a file. The audit records each export. */
export const auditExportRoute = dashboardRoute({
  operation: 'exportAudit',
  query: auditExportQuerySchema,
  run: async ({ services, session, query }) => {
    const { context } = services
    const run = beginExport(services, { id: randomUUID(), operatorId: session.operator.id })
    const { format, ...filter } = query
    try {
      await context.store.recordAudit({
        ...{ actor: actorOf(session), action: 'audit.export', at: context.clock.now() },
        ...{ subject: format, detail: JSON.stringify(filter) },
      })
    } catch (error) {
      run.end('failed')
      throw error
    }
    const chunks = writeChunks(context, { query, run })
    return streamExport(services, { run, chunks, name: 'audit', format: FORMATS[format] })
  },
})

async function* writeChunks(
  context: Context,
  { query: { format, ...query }, run }: { query: AuditExportQuery; run: ExportRun },
): AsyncGenerator<Uint8Array, void> {
  const { head, line } = FORMATS[format]
  const encoder = new TextEncoder()
  if (head !== '') yield encoder.encode(head)
  for await (const rows of exportAudit(context, { query, turn: run.turn }))
    if (rows.length > 0) yield encoder.encode(rows.map(line).join(''))
  run.end('done')
}

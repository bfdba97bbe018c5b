import { LIMITS } from '#protocol'
import type { AuditExportQuery, AuditRow } from '#protocol/dashboard/lists/audit.ts'
import type { Context } from '../context.ts'
import type { Turn } from '../pacer.ts'
import { toAuditRow } from './list-rows.ts'
import { auditWhereOf } from './lists.ts'

/**
 * Yields every matching row of the audit, the oldest first, one paced step at a time. Reads only as fast as the consumer
 * takes, so that no export holds more than a step.
 */
export async function* exportAudit(
  ctx: Context,
  { query, turn }: { query: Omit<AuditExportQuery, 'format'>; turn: Turn },
): AsyncGenerator<AuditRow[], void> {
  const filter = auditWhereOf(query)
  for (let afterId = 0; ; ) {
    const asked = { afterId, rows: LIMITS.listStepRows, filter }
    const { rows, nextId } = await turn(() => ctx.dashboard.readAudit(asked))
    yield rows.map(toAuditRow)
    if (nextId === undefined) return
    afterId = nextId
  }
}

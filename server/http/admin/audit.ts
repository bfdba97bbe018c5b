import { LIMITS } from '#protocol'
import { toAuditRow } from '#server/core/dashboard/list-rows.ts'
import { AoiError } from '#server/core/errors.ts'
import { type AdminCalls, LOCAL_ADMIN } from './admin-call.ts'

/** `audit.list`: the rows of the audit, the oldest first. The first page of each export is itself in the audit. */
export const auditCalls: Pick<AdminCalls, 'audit.list'> = {
  'audit.list': async ({ context }, { after = 0, cursor, limit = LIMITS.pageRows }) => {
    const { store, dashboard, clock } = context
    const afterId = cursor === undefined ? after : readCursor(cursor)
    if (cursor === undefined)
      await store.recordAudit({
        ...{ actor: LOCAL_ADMIN, action: 'audit.export', subject: 'ndjson', detail: `after row ${after}` },
        at: clock.now(),
      })
    const { rows, nextId } = await dashboard.readAudit({ afterId, rows: limit, filter: {} })
    const events = rows.map(toAuditRow)
    return { events, ...(nextId === undefined ? {} : { nextCursor: String(nextId) }) }
  },
}

function readCursor(cursor: string): number {
  const id = Number(cursor)
  if (!Number.isSafeInteger(id) || id < 0)
    throw new AoiError('invalid', 'cursor: must be the nextCursor of an earlier page')
  return id
}

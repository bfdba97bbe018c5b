import { AUDIT_LIST } from '#components/audit/filters.ts'
import { auditQuerySchema } from '#protocol/dashboard/lists/audit.ts'
import { listAudit } from '#server/core/dashboard/lists.ts'
import { findFirstPage, type Search } from '../../find-first-page.ts'

export function findAudit(search: Search) {
  return findFirstPage({
    address: AUDIT_LIST,
    views: 'audit',
    search,
    schema: auditQuerySchema,
    read: ({ context }, query) => listAudit(context, query),
  })
}

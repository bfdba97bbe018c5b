import type { DashboardStore, ListedAuditEvent, ListPage } from '#server/core/dashboard/dashboard-store.ts'
import type { Database } from '../database.ts'
import { idPlace } from '../paging.ts'
import { listRowsToRead, makeListPage, readPlace } from './list-page.ts'
import { beyondId, orderOfIds, since } from './newest-first.ts'

export async function listAudit(
  database: Database,
  asked: Parameters<DashboardStore['listAudit']>[0],
): Promise<ListPage<ListedAuditEvent>> {
  const { actor, action, subject } = asked.filter
  const place = readPlace(asked.cursor, idPlace)
  const read = await database.read(({ prisma }) =>
    prisma.auditEvent.findMany({
      where: {
        ...beyondId(place),
        ...since(asked.filter),
        ...(actor === undefined ? {} : { actor: { contains: actor } }),
        ...(action === undefined ? {} : { action: { startsWith: action } }),
        ...(subject === undefined ? {} : { subject: { contains: subject } }),
      },
      orderBy: orderOfIds(place),
      take: listRowsToRead(asked),
    }),
  )
  return makeListPage({
    request: asked,
    place,
    read,
    row: ({ detail, at, ...row }) => ({ ...row, at: Number(at), ...(detail !== null && { detail }) }),
    partsOf: (row) => [row.id],
  })
}

import type { DashboardStore, ListedAuditEvent, ListPage } from '#server/core/dashboard/dashboard-store.ts'
import type { Database } from '../connection/database.ts'
import { idPlace } from '../connection/paging.ts'
import { listRowsToRead, makeListPage, readPlace } from './list-page.ts'
import { beyondId, orderOfIds, since, withinWalk } from './newest-first.ts'

export async function listAudit(
  database: Database,
  asked: Parameters<DashboardStore['listAudit']>[0],
): Promise<ListPage<ListedAuditEvent>> {
  const { actor, action, subject } = asked.filter
  const place = readPlace(asked.cursor, idPlace)
  const { read, stoppedAt } = await database.read(async ({ prisma }) => {
    const isSearch = [actor, action, subject].some((value) => value !== undefined)
    const times = since(asked.filter)
    const { ids, stoppedAt } = await withinWalk({ place, isSearch }, (walk) =>
      prisma.auditEvent.findFirst({ ...walk, where: { ...beyondId(place), ...times }, select: { id: true } }),
    )
    const read = await prisma.auditEvent.findMany({
      where: {
        ...ids,
        ...times,
        ...(actor === undefined ? {} : { actor: { contains: actor } }),
        ...(action === undefined ? {} : { action: { startsWith: action } }),
        ...(subject === undefined ? {} : { subject: { contains: subject } }),
      },
      orderBy: orderOfIds(place),
      take: listRowsToRead(asked),
    })
    return { read, stoppedAt }
  })
  return makeListPage({
    request: asked,
    place,
    read,
    row: ({ detail, at, ...row }) => ({ ...row, at: Number(at), ...(detail !== null && { detail }) }),
    partsOf: (row) => [row.id],
    stoppedAt,
  })
}

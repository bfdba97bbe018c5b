import type {
  AuditWhere,
  DashboardStore,
  ListedAuditEvent,
  ListPage,
} from '#server/core/dashboard/dashboard-store.ts'
import type { Database } from '../connection/database.ts'
import { idPlace } from '../connection/paging.ts'
import { listRowsToRead, makeListPage, readPlace } from './list-page.ts'
import { beyondId, orderOfIds, since, withinWalk } from './newest-first.ts'

type Row = {
  id: number
  at: bigint
  actor: string
  action: string
  subject: string
  detail: string | null
  hash: string | null
}

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
      where: { ...ids, ...times, ...matching(asked.filter) },
      orderBy: orderOfIds(place),
      take: listRowsToRead(asked),
    })
    return { read, stoppedAt }
  })
  return makeListPage({
    request: asked,
    place,
    read,
    row: toListed,
    partsOf: (row) => [row.id],
    stoppedAt,
  })
}

export function readAudit(
  database: Database,
  { afterId, rows, filter }: Parameters<DashboardStore['readAudit']>[0],
): ReturnType<DashboardStore['readAudit']> {
  return database.read(async ({ prisma }) => {
    const step = { where: { id: { gt: afterId } }, orderBy: { id: 'asc' }, select: { id: true } } as const
    const last = await prisma.auditEvent.findFirst({ ...step, skip: rows - 1 })
    const read = await prisma.auditEvent.findMany({
      where: {
        id: { gt: afterId, ...(last === null ? {} : { lte: last.id }) },
        ...since(filter),
        ...matching(filter),
      },
      orderBy: { id: 'asc' },
    })
    return { rows: read.map(toListed), nextId: last?.id }
  })
}

function matching({ actor, action, subject }: AuditWhere) {
  return {
    ...(actor === undefined ? {} : { actor: { contains: actor } }),
    ...(action === undefined ? {} : { action: { startsWith: action } }),
    ...(subject === undefined ? {} : { subject: { contains: subject } }),
  }
}

function toListed({ detail, at, hash, ...row }: Row): ListedAuditEvent {
  return {
    ...row,
    at: Number(at),
    ...(detail === null ? {} : { detail }),
    ...(hash === null ? {} : { hash }),
  }
}

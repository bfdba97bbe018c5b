import type {
  DashboardStore,
  ListedRefusal,
  ListedRegistration,
  ListPage,
} from '#server/core/dashboard/dashboard-store.ts'
import { receiverOf } from '#server/core/push-members/receiver-of.ts'
import { SIMULATION_APPLICATION } from '#server/core/simulations/simulation-application.ts'
import type { Database } from '../connection/database.ts'
import { idPlace } from '../connection/paging.ts'
import { listRowsToRead, makeListPage, readPlace } from './list-page.ts'
import { beyondId, orderOfIds, since, withinWalk } from './newest-first.ts'

export async function listRegistrations(
  database: Database,
  asked: Parameters<DashboardStore['listRegistrations']>[0],
): Promise<ListPage<ListedRegistration>> {
  const { applicationName, aoiClientId, tokenId, ended, hidesSimulated } = asked.filter
  const place = readPlace(asked.cursor, idPlace)
  const { read, stoppedAt } = await database.read(async ({ prisma }) => {
    // There is an index by AOI Client and one by token.
    const hasIndex = aoiClientId !== undefined || tokenId !== undefined
    const isSearch =
      !hasIndex && (applicationName !== undefined || ended !== undefined || hidesSimulated === true)
    const { ids, stoppedAt } = await withinWalk({ place, isSearch }, (walk) =>
      prisma.registration.findFirst({ ...walk, where: beyondId(place), select: { id: true } }),
    )
    const read = await prisma.registration.findMany({
      where: {
        ...ids,
        ...(aoiClientId === undefined ? {} : { aoiClientId }),
        ...(tokenId === undefined ? {} : { tokenId }),
        ...(ended === undefined ? {} : { endedAt: ended ? { not: null } : null }),
        ...(applicationName === undefined ? {} : { clientAppToken: { applicationName } }),
        ...(applicationName === undefined && hidesSimulated === true
          ? { clientAppToken: { applicationName: { not: SIMULATION_APPLICATION } } }
          : {}),
      },
      orderBy: orderOfIds(place),
      take: listRowsToRead(asked),
      include: {
        clientAppToken: true,
        aoiClient: { select: { name: true, platform: true } },
        push: { select: { endpoint: true } },
      },
    })
    return { read, stoppedAt }
  })
  return makeListPage({
    request: asked,
    place,
    read,
    row: ({ clientAppToken: token, aoiClient, push, ...row }) => ({
      id: row.id,
      aoiClientId: row.aoiClientId,
      ...(aoiClient.name !== null && { aoiClientName: aoiClient.name }),
      ...(row.label !== null && { label: row.label }),
      tokenId: row.tokenId,
      clientAppToken: token.clientAppToken,
      kind: token.kind === 'shared' ? ('shared' as const) : ('unique' as const),
      applicationName: token.applicationName,
      createdAt: Number(row.createdAt),
      ...(row.endedAt !== null && { endedAt: Number(row.endedAt) }),
      behind: Math.max(0, Number((row.endSeq ?? token.headSeq) - row.ackedSeq)),
      receiver: receiverOf({ ...row, ...aoiClient, ...push }),
    }),
    partsOf: (row) => [row.id],
    stoppedAt,
  })
}

export async function findTokensOfClients(
  database: Database,
  { aoiClientIds, rows }: Parameters<DashboardStore['findTokensOfClients']>[0],
): Promise<number[]> {
  const found = await database.read(({ prisma }) =>
    prisma.registration.groupBy({
      by: ['tokenId'],
      where: { aoiClientId: { in: [...aoiClientIds] }, generation: 0 },
      orderBy: { tokenId: 'asc' },
      take: rows,
    }),
  )
  return found.map(({ tokenId }) => tokenId)
}

export async function listRefusals(
  database: Database,
  asked: Parameters<DashboardStore['listRefusals']>[0],
): Promise<ListPage<ListedRefusal>> {
  const { code, applicationName, aoiClientId } = asked.filter
  const place = readPlace(asked.cursor, idPlace)
  const { read, stoppedAt } = await database.read(async ({ prisma }) => {
    const isSearch = [code, applicationName, aoiClientId].some((value) => value !== undefined)
    const times = since(asked.filter)
    const { ids, stoppedAt } = await withinWalk({ place, isSearch }, (walk) =>
      prisma.registrationRefusal.findFirst({
        ...walk,
        where: { ...beyondId(place), ...times },
        select: { id: true },
      }),
    )
    const read = await prisma.registrationRefusal.findMany({
      where: {
        ...ids,
        ...times,
        ...(code === undefined ? {} : { code }),
        ...(applicationName === undefined ? {} : { applicationName }),
        ...(aoiClientId === undefined ? {} : { aoiClientId }),
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
    row: (row) => ({
      id: row.id,
      at: Number(row.at),
      code: row.code,
      reason: row.reason,
      ...(row.applicationName !== null && { applicationName: row.applicationName }),
      ...(row.aoiClientId !== null && { aoiClientId: row.aoiClientId }),
    }),
    partsOf: (row) => [row.id],
    stoppedAt,
  })
}

import { LIMITS } from '#protocol'
import { FINDING_KINDS, type FindingState } from '#protocol/finding-kinds.ts'
import type { NewEvent } from '#server/core/events/event-store.ts'
import { FINDINGS_APPLICATION, type Finding, type FindingStore } from '#server/core/findings/finding-store.ts'
import { toInstant } from '#server/core/instants.ts'
import type { Connection, Database } from '../connection/database.ts'
import { makePage, newestFirst, newestPlace } from '../connection/paging.ts'
import { recordEvents } from '../events/record-events.ts'
import type { Prisma } from '../generated/sqlite/client.ts'
import type { FindingModel } from '../generated/sqlite/models/Finding.ts'

/** Opens the table of the findings. */
export function openFindings(database: Database): FindingStore {
  return {
    listUnresolved: () => listUnresolved(database),
    change: (input) => changeFindings(database, input),
    list: (page) => listFindings(database, page),
    find: (id) => findFinding(database, id),
    acknowledge: ({ id, by, at }) =>
      updateUnresolved(database, { id, data: { acknowledgedBy: by, acknowledgedAt: at } }),
    mute: ({ id, by, until }) =>
      updateUnresolved(database, {
        id,
        data: until === undefined ? { mutedUntil: null, mutedBy: null } : { mutedUntil: until, mutedBy: by },
      }),
  }
}

async function listUnresolved(database: Database): Promise<Finding[]> {
  const rows = await database.read(({ prisma }) =>
    prisma.finding.findMany({
      ...{
        where: { resolvedAt: null },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: LIMITS.findings,
      },
    }),
  )
  return rows.flatMap(toFinding)
}

async function changeFindings(
  database: Database,
  { opened, changed, resolved, at }: Parameters<FindingStore['change']>[0],
): Promise<void> {
  await database.write(async (tx) => {
    const ended = await resolveFindings(tx, { ids: resolved, at })
    for (const { id, count, detail = null } of changed)
      await tx.prisma.finding.updateMany({ where: { id, resolvedAt: null }, data: { count, detail } })
    const begun = []
    for (const finding of opened)
      if (await openFinding(tx, { finding, at })) begun.push({ ...finding, since: at })
    if (!database.interests.has(FINDINGS_APPLICATION)) return
    await recordEvents(tx, [
      ...ended.map((finding) => findingEvent('finding.resolved', { finding, at })),
      ...begun.map((finding) => findingEvent('finding.opened', { finding, at })),
    ])
  })
}

async function resolveFindings(
  { prisma }: Connection,
  { ids, at }: { ids: readonly string[]; at: number },
): Promise<Finding[]> {
  if (ids.length === 0) return []
  const where = { id: { in: [...ids] }, resolvedAt: null }
  const rows = await prisma.finding.findMany({ where })
  const data = { resolvedAt: at, openKey: null, mutedUntil: null, mutedBy: null }
  await prisma.finding.updateMany({ where, data })
  return rows.flatMap(toFinding)
}

type Opened = Parameters<FindingStore['change']>[0]['opened'][number]

/** Returns false if another node has opened it meanwhile. */
async function openFinding(
  { prisma }: Connection,
  { finding, at }: { finding: Opened; at: number },
): Promise<boolean> {
  const { id, kind, subject, count, detail = null } = finding
  const inserted = await prisma.$executeRaw`
    INSERT INTO "Finding" ("id", "kind", "subject", "openKey", "count", "detail", "createdAt")
    VALUES (${id}, ${kind}, ${subject}, ${`${kind}/${subject}`}, ${count}, ${detail}, ${at})
    ON CONFLICT ("openKey") DO NOTHING`
  return inserted > 0
}

function findingEvent(
  type: 'finding.opened' | 'finding.resolved',
  { finding, at }: { finding: Finding; at: number },
): NewEvent {
  const { id, kind, subject, count, detail, since } = finding
  const data = {
    ...{ findingId: id, ApplicationName: FINDINGS_APPLICATION, kind, count, detail },
    subject: subject === '' ? undefined : subject,
    since: toInstant(since),
  }
  return { type, at, applicationName: FINDINGS_APPLICATION, data }
}

async function listFindings(
  database: Database,
  { filter, now, ...page }: Parameters<FindingStore['list']>[0],
) {
  const { where, ...rest } = newestFirst(page)
  const { kind, state, id } = filter
  const named = { ...(kind !== undefined && { kind }), ...(id !== undefined && { id }) }
  const read = await database.read(({ prisma }) =>
    prisma.finding.findMany({
      where: { AND: [where, named, state === undefined ? {} : whereState(state, now)] },
      ...rest,
    }),
  )
  const { rows, ...place } = makePage(page, { read, row: toFinding, place: newestPlace })
  return { rows: rows.flat(), ...place }
}

function whereState(state: FindingState, now: number): Prisma.FindingWhereInput {
  if (state === 'resolved') return { resolvedAt: { not: null } }
  if (state === 'muted') return { resolvedAt: null, mutedUntil: { gt: now } }
  return {
    resolvedAt: null,
    acknowledgedBy: state === 'open' ? null : { not: null },
    OR: [{ mutedUntil: null }, { mutedUntil: { lte: now } }],
  }
}

async function findFinding(database: Database, id: string): Promise<Finding | undefined> {
  const row = await database.read(({ prisma }) => prisma.finding.findUnique({ where: { id } }))
  return row === null ? undefined : toFinding(row)[0]
}

async function updateUnresolved(
  database: Database,
  { id, data }: { id: string; data: Prisma.FindingUpdateManyMutationInput },
): Promise<boolean> {
  const { count } = await database.write(({ prisma }) =>
    prisma.finding.updateMany({ where: { id, resolvedAt: null }, data }),
  )
  return count > 0
}

/** A newer version may have written kinds that this one does not know. */
export function toFinding(row: FindingModel): Finding[] {
  const { id, subject, count, detail, acknowledgedBy, mutedUntil, mutedBy, resolvedAt } = row
  const kind = FINDING_KINDS.find((known) => known === row.kind)
  if (kind === undefined) return []
  return [
    {
      ...{ id, kind, subject, count, since: Number(row.createdAt) },
      ...(detail !== null && { detail }),
      ...(acknowledgedBy !== null && { acknowledgedBy }),
      ...(mutedUntil !== null && { mutedUntil: Number(mutedUntil) }),
      ...(mutedBy !== null && { mutedBy }),
      ...(resolvedAt !== null && { resolvedAt: Number(resolvedAt) }),
    },
  ]
}

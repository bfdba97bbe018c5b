import { LIMITS } from '#protocol'
import { FINDING_KINDS } from '#protocol/finding-kinds.ts'
import { NEWS_LANGUAGES } from '#protocol/finding-texts.ts'
import type { NewsReader, NewsStore } from '#server/core/findings/news/news-store.ts'
import type { Database } from '../connection/database.ts'
import type { FindingReaderModel } from '../generated/sqlite/models/FindingReader.ts'
import { toFinding } from './open-findings.ts'

type Read = FindingReaderModel & { operator: { email: string } }
const WITH_ADDRESS = { operator: { select: { email: true } } } as const

/** Opens the tables of the readers of findings. */
export function openNews(database: Database): NewsStore {
  return {
    listReaders: () => listReaders(database),
    findReader: (operatorId) => findReader(database, operatorId),
    keepReader: (reader) => keepReader(database, reader),
    listTold: (rows) => listTold(database, rows),
    noteTold: (told) => noteTold(database, told),
  }
}

async function listReaders(database: Database): Promise<NewsReader[]> {
  const rows = await database.read(({ prisma }) =>
    prisma.findingReader.findMany({
      ...{ include: WITH_ADDRESS, orderBy: { operatorId: 'asc' }, take: LIMITS.findingReaders },
    }),
  )
  return rows.map(toReader)
}

async function findReader(database: Database, operatorId: string): Promise<NewsReader | undefined> {
  const row = await database.read(({ prisma }) =>
    prisma.findingReader.findUnique({ where: { operatorId }, include: WITH_ADDRESS }),
  )
  return row === null ? undefined : toReader(row)
}

async function keepReader(
  database: Database,
  {
    operatorId,
    clientAppToken,
    language,
    kinds,
    mail,
    quiet,
    timeZone,
  }: Parameters<NewsStore['keepReader']>[0],
): Promise<void> {
  const data = {
    ...{ clientAppToken: clientAppToken ?? null, language, kinds: JSON.stringify(kinds), mail, timeZone },
    ...{ quietFrom: quiet?.from ?? null, quietTo: quiet?.to ?? null },
  }
  await database.write(({ prisma }) =>
    prisma.findingReader.upsert({ where: { operatorId }, create: { operatorId, ...data }, update: data }),
  )
}

async function listTold(database: Database, rows: number): ReturnType<NewsStore['listTold']> {
  const read = await database.read(({ prisma }) =>
    prisma.findingTold.findMany({ include: { finding: true }, orderBy: { at: 'asc' }, take: rows }),
  )
  return read.flatMap(({ finding, findingId, operatorId, channel }) =>
    toFinding(finding).map((known) => ({
      ...{ finding: known, findingId, operatorId, channel: channel === 'mail' ? 'mail' : 'inbox' },
    })),
  )
}

async function noteTold(
  database: Database,
  { findingId, operatorId, channel, isOpen, at }: Parameters<NewsStore['noteTold']>[0],
): Promise<void> {
  const place = { findingId, operatorId, channel }
  await database.write(async ({ prisma }) => {
    if (!isOpen) await prisma.findingTold.deleteMany({ where: place })
    else
      await prisma.findingTold.upsert({
        where: { findingId_operatorId_channel: place },
        create: { ...place, at },
        update: { at },
      })
  })
}

/** A newer version may have written kinds and languages that this one does not know. */
function toReader(row: Read): NewsReader {
  const { operatorId, clientAppToken, mail, quietFrom, quietTo, timeZone } = row
  const kinds: unknown = JSON.parse(row.kinds)
  return {
    ...{ operatorId, email: row.operator.email, mail, timeZone },
    language: NEWS_LANGUAGES.find((language) => language === row.language) ?? 'en',
    kinds: FINDING_KINDS.filter((kind) => Array.isArray(kinds) && kinds.includes(kind)),
    ...(clientAppToken !== null && { clientAppToken }),
    ...(quietFrom !== null && quietTo !== null && { quiet: { from: quietFrom, to: quietTo } }),
  }
}

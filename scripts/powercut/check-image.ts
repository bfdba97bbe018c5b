import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { openStore } from '#server/db/open-store.ts'
import { systemClock } from '#server/ops/system-clock.ts'
import { NEXT_MIGRATION } from './projects.ts'
import type { WriterReport } from './writer-report.ts'

type Image = { directory: string; said: readonly WriterReport[]; project: string }

/** Returns the faults of a disk image, given all reports from before the cut. Returns none when the image is sound. */
export async function checkStoreImage(image: Image): Promise<string[]> {
  const path = join(image.directory, 'aoi.db')
  if (!existsSync(path)) return image.said.length === 0 ? [] : ['the database file is gone']
  try {
    const wrong = await withDatabase(path, (database) => checkDatabase(database, image.said))
    return wrong.length > 0 ? wrong : await checkThatItGoesOn(image)
  } catch (error) {
    return [`the database does not open: ${error instanceof Error ? error.message : String(error)}`]
  }
}

/** Counts the rows that the control reported as stored and that its image lacks. */
export async function checkControlImage(image: Image): Promise<string[]> {
  const said = image.said.flatMap((report) => (report.says === 'stored' ? [report.row] : []))
  if (said.length === 0) return []
  const kept = await withDatabase(join(image.directory, 'aoi.db'), async (database) => {
    const tables = await query(database, "SELECT 1 FROM sqlite_master WHERE name = 'control'")
    return tables.length === 0 ? [] : query(database, 'SELECT row FROM control')
  })
  const rows = new Set(kept.map(([row]) => Number(row)))
  const lost = said.filter((row) => !rows.has(row))
  return lost.length === 0 ? [] : [`${lost.length} rows lost`]
}

async function withDatabase<Result>(
  path: string,
  work: (database: SqlDriverAdapter) => Promise<Result>,
): Promise<Result> {
  const database = await new PrismaLibSql({ url: pathToFileURL(path).href }).connect()
  try {
    return await work(database)
  } finally {
    await database.dispose()
  }
}

async function query(database: SqlDriverAdapter, sql: string): Promise<unknown[][]> {
  return (await database.queryRaw({ sql, args: [], argTypes: [] })).rows
}

async function checkDatabase(database: SqlDriverAdapter, said: readonly WriterReport[]): Promise<string[]> {
  const wrong: string[] = []
  const integrity = await query(database, 'PRAGMA integrity_check')
  if (integrity[0]?.[0] !== 'ok') wrong.push(`integrity_check: ${JSON.stringify(integrity.slice(0, 3))}`)
  if ((await query(database, 'PRAGMA foreign_key_check')).length > 0)
    wrong.push('a foreign key refers to a missing row')
  const tables = new Set(
    (await query(database, 'SELECT name FROM sqlite_master')).map(([name]) => String(name)),
  )
  if (!tables.has('Realm')) return said.length === 0 ? wrong : [...wrong, 'the first migration is gone']
  wrong.push(...(await checkSaid(database, said)), ...(await checkWhole(database)))
  return [...wrong, ...(await checkMigration(database, { tables, said }))]
}

async function checkSaid(database: SqlDriverAdapter, said: readonly WriterReport[]): Promise<string[]> {
  const epochs = (await query(database, 'SELECT epoch FROM Realm')).map(([epoch]) => epoch)
  const rows = new Map(
    (await query(database, 'SELECT id, seq FROM Notification')).map(([id, seq]) => [id, Number(seq)]),
  )
  const cursors = new Map(
    (await query(database, 'SELECT id, ackedSeq FROM Registration')).map(([id, seq]) => [
      Number(id),
      Number(seq),
    ]),
  )
  const isKept = (report: WriterReport): boolean => {
    if (report.says === 'opened') return epochs[0] === report.epoch
    if (report.says === 'appended') return rows.get(report.id) === report.seq
    if (report.says === 'registered') return cursors.has(report.registrationId)
    return report.says === 'acked' && (cursors.get(report.registrationId) ?? -1) >= report.ackedSeq
  }
  const lost = said.filter((report) => !isKept(report))
  return lost.slice(0, 3).map((report) => `lost: ${JSON.stringify(report)}`)
}

/**
 * Checks that groups are complete or absent, that seqs have no holes, and that heads and counts agree with the rows.
 */
async function checkWhole(database: SqlDriverAdapter): Promise<string[]> {
  const wrong: string[] = []
  const groups = new Map<string, number>()
  for (const [id] of await query(database, 'SELECT id FROM Notification')) {
    const group = String(id).split(' ').slice(0, 2).join(' ')
    groups.set(group, (groups.get(group) ?? 0) + 1)
  }
  for (const [group, count] of groups)
    if (Number(group.split(' ')[1]) !== count) wrong.push(`half a group: ${group}`)
  const heads = await query(
    database,
    `SELECT t.headSeq, (SELECT count(*) FROM Notification n WHERE n.tokenId = t.id),
       (SELECT COALESCE(max(n.seq), 0) FROM Notification n WHERE n.tokenId = t.id) FROM ClientAppToken t`,
  )
  for (const [head, count, last] of heads)
    if (head !== last || Number(count) !== Number(last)) wrong.push('a seq is missing')
  const counts = await query(
    database,
    `SELECT count(*) FROM Notification n WHERE n.acked <>
       (SELECT count(*) FROM Registration g WHERE g.startSeq < n.seq AND g.ackedSeq >= n.seq)`,
  )
  if (Number(counts[0]?.[0]) !== 0) wrong.push('a count differs from the cursors')
  return wrong
}

async function checkMigration(
  database: SqlDriverAdapter,
  { tables, said }: { tables: ReadonlySet<string>; said: readonly WriterReport[] },
): Promise<string[]> {
  const recorded = (await query(database, 'SELECT migration_name FROM _prisma_migrations')).flat()
  const applied = recorded.includes(NEXT_MIGRATION)
  const parts = ['Powercut', 'Powercut_payload_idx'].filter((name) => tables.has(name)).length
  if (applied ? parts !== 2 : parts !== 0) return ['half a migration']
  const expected = said.filter((report) => report.says === 'opened').length > 1
  return expected && !applied ? ['a migration is gone'] : []
}

/** Start-up is the recovery: the server must start on the image, and must be able to write. */
async function checkThatItGoesOn({ directory, project }: Image): Promise<string[]> {
  const store = await openStore({ dataDirectory: directory, projectDirectory: project, clock: systemClock })
  await store.checkWrite()
  await store.close()
  return []
}

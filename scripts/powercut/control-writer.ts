import { mkdirSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import type { WriterReport } from './writer-report.ts'

const STANDARD_OUTPUT = 1

/** A writer that is not durable, with `synchronous = NORMAL`. The power-cut test must catch it. */
const [directory = '', rows = '100'] = process.argv.slice(2)
mkdirSync(directory, { recursive: true })
const database = await new PrismaLibSql({ url: pathToFileURL(join(directory, 'aoi.db')).href }).connect()
for (const sql of [
  'PRAGMA journal_mode = WAL',
  'PRAGMA synchronous = NORMAL',
  'CREATE TABLE control (row INTEGER)',
]) {
  await database.queryRaw({ sql, args: [], argTypes: [] })
}
for (let row = 0; row < Number(rows); row += 1) {
  await database.executeRaw({ sql: `INSERT INTO control VALUES (${row})`, args: [], argTypes: [] })
  const report: WriterReport = { says: 'stored', row }
  writeSync(STANDARD_OUTPUT, `${JSON.stringify(report)}\n`)
}
await database.dispose()

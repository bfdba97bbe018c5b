import type { Database } from '../connection/database.ts'

const TABLES = [
  'operator',
  'operatorSession',
  'operatorAccount',
  'operatorVerification',
  'operatorPasskey',
  'operatorTwoFactor',
  'operatorInvitation',
  'operatorTicket',
  'operatorUsedProof',
  'operatorEndedSession',
] as const
const READS = ['findFirst', 'findMany', 'count'] as const
const WRITES = ['create', 'update', 'updateMany', 'delete', 'deleteMany'] as const

type Statement = (args?: object) => Promise<unknown>
type Table = Record<(typeof READS)[number] | (typeof WRITES)[number], Statement> &
  Record<'updateMany' | 'deleteMany', (args?: object) => Promise<{ count: number }>>

/** The operators' tables in the shape of Prisma's client, for the adapter of better-auth. */
export type OperatorTables = Record<(typeof TABLES)[number], Table>

/** Each write is a transaction of its own in the queue of all writes, since SQLite has one writer. */
export function openOperatorTables(database: Database): OperatorTables {
  const open = (name: (typeof TABLES)[number]): Table => {
    const of = (prisma: object) => Reflect.get(prisma, name) as Table
    const reads = READS.map((method): [string, Statement] => [
      method,
      (args) => database.read(({ prisma }) => of(prisma)[method](args)),
    ])
    const writes = WRITES.map((method): [string, Statement] => [
      method,
      (args) => database.write(({ prisma }) => of(prisma)[method](args)),
    ])
    return Object.fromEntries([...reads, ...writes]) as Table
  }
  return Object.fromEntries(TABLES.map((name) => [name, open(name)])) as OperatorTables
}

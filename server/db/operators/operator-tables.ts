import type { OperatorTables, PrismaTable } from '#server/core/operators/operator-tables.ts'
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

/** Each write is a transaction of its own in the queue of all writes, since SQLite has one writer. */
export function openOperatorTables(database: Database): OperatorTables {
  const open = (name: (typeof TABLES)[number]) => {
    const of = (prisma: object): PrismaTable => Reflect.get(prisma, name)
    const reads = READS.map((method) => [
      method,
      (args?: object) => database.read(({ prisma }) => of(prisma)[method](args)),
    ])
    const writes = WRITES.map((method) => [
      method,
      (args?: object) => database.write(({ prisma }) => of(prisma)[method](args)),
    ])
    return Object.fromEntries([...reads, ...writes])
  }
  return Object.fromEntries(TABLES.map((name) => [name, open(name)])) as OperatorTables
}

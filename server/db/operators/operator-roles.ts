import type { Operator } from '#protocol/dashboard/operators.ts'
import type { EndingSession, OperatorRoles, RoleRefusal } from '#server/core/operators/operators.ts'
import type { Connection, Database } from '../connection/database.ts'

/** Locks every admin before it counts them, so that two admins that act on each other at once take turns. */
export function openOperatorRoles(database: Database): OperatorRoles {
  return {
    change: ({ operatorId, role }) =>
      database.write(async (connection) => {
        const found = await findChangeable(connection, { operatorId, staysAdmin: role === 'admin' })
        if (typeof found === 'string') return found
        await connection.prisma.operator.update({ where: { id: operatorId }, data: { role } })
        return { operator: found }
      }),
    remove: (operatorId) =>
      database.write(async (connection) => {
        const { prisma } = connection
        const found = await findChangeable(connection, { operatorId, staysAdmin: false })
        if (typeof found === 'string') return found
        const sessions: EndingSession[] = await prisma.operatorSession.findMany({
          where: { userId: operatorId },
          select: { id: true, token: true },
        })
        await keepShared(connection, operatorId)
        await prisma.operator.delete({ where: { id: operatorId } })
        return { operator: found, sessions }
      }),
  }
}

/** Shared views and audiences stay without an owner. The others end with the account. */
async function keepShared({ prisma }: Connection, ownerId: string): Promise<void> {
  const shared = { where: { ownerId, shared: true }, data: { ownerId: null } }
  await prisma.savedView.updateMany(shared)
  await prisma.savedAudience.updateMany(shared)
}

async function findChangeable(
  { prisma, dialect }: Connection,
  { operatorId, staysAdmin }: { operatorId: string; staysAdmin: boolean },
): Promise<Operator | RoleRefusal> {
  // Locks in one order, so that two transactions cannot deadlock.
  const admins = await prisma.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Operator" WHERE "role" = 'admin' ORDER BY "id" ${dialect.forUpdate}`
  const found = await prisma.operator.findUnique({ where: { id: operatorId } })
  if (found === null) return 'missing'
  const isLast = admins.length === 1 && admins[0]?.id === operatorId
  return isLast && !staysAdmin ? 'lastAdmin' : (found as Operator)
}

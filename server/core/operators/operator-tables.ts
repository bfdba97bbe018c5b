import type { Operator } from '#protocol/dashboard/operators.ts'
import type { Role } from '#protocol/dashboard/roles.ts'
import type { Invitation } from './operators.ts'

/** A row of an operator without the rows of other tables. */
export type OperatorRow = Operator & { createdAt: Date; twoFactorEnabled: boolean | null }

export type SessionRow = {
  id: string
  token: string
  userId: string
  createdAt: Date
  updatedAt: Date
  expiresAt: Date
  ipAddress?: string | null
  userAgent?: string | null
}

type InvitationRow = {
  id: string
  kind: Invitation['kind']
  email: string | null
  role: Role
  createdAt: bigint
  expiresAt: bigint
}

type Rows = {
  operator: OperatorRow
  operatorSession: SessionRow
  operatorAccount: { providerId: string }
  operatorVerification: { id: string; value: string }
  operatorPasskey: { id: string }
  operatorTwoFactor: { secret: string }
  operatorInvitation: InvitationRow
  operatorTicket: { ticketHash: string; expiresAt: bigint }
  operatorUsedProof: { proofHash: string }
  operatorEndedSession: { tokenHash: string; reason: string }
}

/** A table in the shape of Prisma's client, as the adapter of better-auth calls it. */
export type PrismaTable = Record<
  'findFirst' | 'findMany' | 'count' | 'create' | 'update' | 'delete',
  (args?: object) => Promise<unknown>
> &
  Record<'updateMany' | 'deleteMany', (args?: object) => Promise<{ count: number }>>

/** A table whose reads return rows. `Included` is what the statement includes of other tables. */
export type OperatorTable<Row> = Omit<PrismaTable, 'findFirst' | 'findMany' | 'count'> & {
  findFirst<Included = unknown>(args?: object): Promise<(Row & Included) | null>
  findMany<Included = unknown>(args?: object): Promise<(Row & Included)[]>
  count(args?: object): Promise<number>
}

/** The tables of operators. Each write is a transaction of its own. */
export type OperatorTables = { [Name in keyof Rows]: OperatorTable<Rows[Name]> }

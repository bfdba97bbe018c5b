import type { Operator } from '#protocol/dashboard/operators.ts'

type Method = (args?: object) => Promise<unknown>
type MethodForMany = (args?: object) => Promise<{ count: number }>

/** A table of the operators in the shape of Prisma's client. */
export type OperatorTable = Record<
  'findFirst' | 'findMany' | 'count' | 'create' | 'update' | 'delete',
  Method
> &
  Record<'updateMany' | 'deleteMany', MethodForMany>

export type OperatorTables = Record<
  | 'operator'
  | 'operatorSession'
  | 'operatorAccount'
  | 'operatorVerification'
  | 'operatorTwoFactor'
  | 'operatorInvitation'
  | 'operatorTicket'
  | 'operatorUsedProof'
  | 'operatorEndedSession',
  OperatorTable
>

export type OperatorRow = Operator & {
  createdAt: Date
  twoFactorEnabled: boolean | null
  _count: { passkeys: number }
  accounts: { providerId: string }[]
}

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

import type { EnrolmentCodeRow } from '#protocol'
import { createEnrolmentCode, revokeEnrolmentCode } from '#server/core/enrolment/enrolment-codes.ts'
import { maybeInstant, toInstant } from '#server/core/instants.ts'
import type { EnrolmentCode } from '#server/core/store.ts'
import { pageOf } from '../elements.ts'
import { type AdminCalls, LOCAL_ADMIN } from './admin-call.ts'

/** `codes.*`: enrolment codes for AOI Clients. */
export const codeCalls: Pick<AdminCalls, 'codes.create' | 'codes.list' | 'codes.revoke'> = {
  'codes.create': ({ context }, { name, uses, ttlSeconds }) =>
    createEnrolmentCode(context, {
      ...{ actor: LOCAL_ADMIN, name, usesMax: uses },
      expiresAt: ttlSeconds === undefined ? undefined : context.clock.now() + ttlSeconds * 1000,
    }),
  'codes.list': async ({ context }, page) => {
    const { rows, nextCursor } = await context.store.listEnrolmentCodes(pageOf(page))
    return { codes: rows.map(toCodeRow), ...(nextCursor === undefined ? {} : { nextCursor }) }
  },
  'codes.revoke': async ({ context }, { id }) => {
    await revokeEnrolmentCode(context, { actor: LOCAL_ADMIN, id })
    return { id }
  },
}

/** Returns an enrolment code as operators see it, without its secret. */
export function toCodeRow(code: EnrolmentCode): EnrolmentCodeRow {
  return {
    ...{ id: code.id, name: code.name, createdBy: code.createdBy, createdAt: toInstant(code.createdAt) },
    uses: code.uses,
    ...(code.usesMax === undefined ? {} : { usesMax: code.usesMax }),
    ...maybeInstant('expiresAt', code.expiresAt),
    ...maybeInstant('lastUsedAt', code.lastUsedAt),
    ...maybeInstant('revokedAt', code.revokedAt),
  }
}

import { z } from '@hono/zod-openapi'
import {
  createdEnrolmentCodeSchema,
  enrolmentCodeElements,
  enrolmentCodeIdSchema,
  enrolmentCodeRowSchema,
} from '#protocol'
import { createEnrolmentCode, revokeEnrolmentCode } from '#server/core/enrolment/enrolment-codes.ts'
import { AoiError } from '#server/core/errors.ts'
import { toCodeRow } from '../admin/codes.ts'
import { pageOf, pageQuery } from '../elements.ts'
import { EXAMPLES } from '../examples.ts'
import { adminOperation } from './admin-operation.ts'

const id = '0123456789abcdef'
const example = {
  ...{
    id,
    name: 'phones of the shop',
    createdBy: 'ada@example.com',
    createdAt: EXAMPLES.acceptedAt,
    uses: 3,
  },
}

const ofCode = z.strictObject({ id: enrolmentCodeIdSchema })

/** Enrolment codes for AOI Clients. A code never changes. */
export const enrolmentCodeOperations = [
  adminOperation({
    ...{ method: 'get', path: '/enrolment-codes', operationId: 'listEnrolmentCodes', scope: 'codes:read' },
    summary: 'List enrolment codes',
    description: 'Also codes that are over, the newest first, without their secrets.',
    query: z.strictObject(pageQuery),
    answers: {
      ...{ status: 200, description: 'A page of enrolment codes' },
      schema: z.strictObject({ codes: z.array(enrolmentCodeRowSchema), nextCursor: z.string().optional() }),
      example: { codes: [example] },
    },
    run: async ({ services: { context }, query }) => {
      const { rows, nextCursor } = await context.store.listEnrolmentCodes(pageOf(query))
      return { codes: rows.map(toCodeRow), ...(nextCursor === undefined ? {} : { nextCursor }) }
    },
  }),
  adminOperation({
    ...{ method: 'post', path: '/enrolment-codes', operationId: 'createEnrolmentCode', scope: 'codes:write' },
    summary: 'Make an enrolment code',
    description:
      'The code is shown only in this answer. `409` if a valid code has the name: `parameters.id` is its id.',
    body: {
      schema: z.strictObject(enrolmentCodeElements),
      example: { name: 'phones of the shop', uses: 20 },
    },
    answers: {
      ...{ status: 201, description: 'The new code', schema: createdEnrolmentCodeSchema },
      example: { id, code: `aoi_ec_${id}_…` },
    },
    errors: ['409'],
    run: ({ services: { context }, actor, body: { name, uses, ttlSeconds } }) =>
      createEnrolmentCode(context, {
        ...{ actor, name, usesMax: uses, isOnly: true },
        expiresAt: ttlSeconds === undefined ? undefined : context.clock.now() + ttlSeconds * 1000,
      }),
  }),
  adminOperation({
    ...{ method: 'get', path: '/enrolment-codes/{id}', operationId: 'getEnrolmentCode', scope: 'codes:read' },
    summary: 'Get an enrolment code',
    description: 'Without its secret.',
    params: ofCode,
    answers: { status: 200, description: 'The enrolment code', schema: enrolmentCodeRowSchema, example },
    errors: ['404'],
    run: async ({ services: { context }, path }) => {
      const found = await context.store.findEnrolmentCode(path.id)
      if (found === undefined) throw new AoiError('notFound', 'id: no enrolment code has this id')
      return toCodeRow(found)
    },
  }),
  adminOperation({
    ...{ method: 'delete', path: '/enrolment-codes/{id}', operationId: 'revokeEnrolmentCode' },
    scope: 'codes:write',
    summary: 'Revoke an enrolment code',
    description: 'AOI Clients that registered with it stay. `404` if it was revoked before.',
    params: ofCode,
    errors: ['404'],
    run: async ({ services: { context }, actor, path }) => {
      await revokeEnrolmentCode(context, { actor, ...path })
      return undefined
    },
  }),
]

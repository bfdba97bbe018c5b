import { z } from '@hono/zod-openapi'
import {
  adminApiKeySchema,
  apiKeyIdSchema,
  grantSchema,
  keyLimitElements,
  LIMITS,
  nameSchema,
} from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import { createApiKey } from '#server/core/server-applications/create-api-key.ts'
import { revokeApiKey } from '#server/core/server-applications/revoke-api-key.ts'
import { rotateApiKey } from '#server/core/server-applications/rotate-api-key.ts'
import { toAdminApiKey } from '../admin/keys.ts'
import { pageOf, pageQuery } from '../elements.ts'
import { EXAMPLES } from '../examples.ts'
import { adminOperation } from './admin-operation.ts'

const id = '0123456789abcdef'
const key = `aoi_sk_${id}_…`
const example = {
  id,
  name: 'newsroom',
  applications: [EXAMPLES.applicationName],
  createdAt: EXAMPLES.acceptedAt,
}

const ofKey = z.strictObject({ id: apiKeyIdSchema })
const createdSchema = z.strictObject({ id: apiKeyIdSchema, key: z.string() })
const newKeySchema = z.strictObject({
  name: nameSchema(LIMITS.deviceTextBytes),
  applications: z.array(grantSchema).min(1).max(LIMITS.grantsPerKey),
  ...keyLimitElements,
  ttlSeconds: z.int().positive().max(LIMITS.apiKeyTtlSecondsMax).optional(),
})

/** API keys of Server Applications. A key never changes: a rotation makes its successor. */
export const apiKeyOperations = [
  adminOperation({
    ...{ method: 'get', path: '/api-keys', operationId: 'listApiKeys', scope: 'keys:read' },
    summary: 'List API keys',
    description: 'Also revoked ones, the newest first, without their secrets.',
    query: z.strictObject(pageQuery),
    answers: {
      ...{ status: 200, description: 'A page of API keys' },
      schema: z.strictObject({ keys: z.array(adminApiKeySchema), nextCursor: z.string().optional() }),
      example: { keys: [example] },
    },
    run: async ({ services: { context }, query }) => {
      const { rows, nextCursor } = await context.store.listApiKeys(pageOf(query))
      return { keys: rows.map(toAdminApiKey), ...(nextCursor === undefined ? {} : { nextCursor }) }
    },
  }),
  adminOperation({
    ...{ method: 'post', path: '/api-keys', operationId: 'createApiKey', scope: 'keys:write' },
    summary: 'Make an API key',
    description:
      'Makes the Server Application of that name too, if it is new. The key is shown only in this answer. `tokens` and `topics` limit it to these, `requestsPerMinute` and `notificationsPerDay` are its own rate and quota. `409` if the Server Application has a valid key: `parameters.id` is its id.',
    body: { schema: newKeySchema, example: { name: 'newsroom', applications: [EXAMPLES.applicationName] } },
    answers: {
      ...{ status: 201, description: 'The new key', schema: createdSchema, example: { id, key } },
    },
    errors: ['409'],
    run: ({ services: { context }, actor, body: { name, applications, ttlSeconds, ...limits } }) =>
      createApiKey(context, {
        ...{ actor, name, grants: [...new Set(applications)], limits, isOnly: true },
        ...(ttlSeconds === undefined ? {} : { expiresAt: context.clock.now() + ttlSeconds * 1000 }),
      }),
  }),
  adminOperation({
    ...{ method: 'get', path: '/api-keys/{id}', operationId: 'getApiKey', scope: 'keys:read' },
    summary: 'Get an API key',
    description: 'Without its secret.',
    params: ofKey,
    answers: { status: 200, description: 'The API key', schema: adminApiKeySchema, example },
    errors: ['404'],
    run: async ({ services: { context }, path }) => {
      const found = await context.store.findApiKey(path.id)
      if (found === undefined) throw new AoiError('notFound', 'id: no API key has this id')
      return toAdminApiKey(found)
    },
  }),
  adminOperation({
    ...{ method: 'post', path: '/api-keys/{id}/rotate', operationId: 'rotateApiKey', scope: 'keys:write' },
    summary: 'Rotate an API key',
    description:
      'Makes a key with the same name, applications, limits and lifetime. The old key ends after the overlap.',
    params: ofKey,
    body: {
      schema: z.strictObject({ overlapSeconds: z.int().nonnegative().max(LIMITS.apiKeyOverlapSecondsMax) }),
      example: { overlapSeconds: 3600 },
    },
    answers: {
      ...{ status: 201, description: 'The new key', schema: createdSchema, example: { id, key } },
    },
    errors: ['404'],
    run: ({ services: { context }, actor, path, body }) => rotateApiKey(context, { actor, ...path, ...body }),
  }),
  adminOperation({
    ...{ method: 'delete', path: '/api-keys/{id}', operationId: 'revokeApiKey', scope: 'keys:write' },
    summary: 'Revoke an API key',
    description: 'It is refused from then on. `404` if it was revoked before.',
    params: ofKey,
    errors: ['404'],
    run: async ({ services: { context }, actor, path }) => {
      await revokeApiKey(context, { actor, ...path })
      context.keyring.forget(path.id)
      return undefined
    },
  }),
]

import { z } from '@hono/zod-openapi'
import { createdHookSchema, hookElements, hookIdSchema, hookRowSchema, LIMITS } from '#protocol'
import { hookTemplateReqSchema, hookTestSchema } from '#protocol/dashboard/hooks.ts'
import { AoiError } from '#server/core/errors.ts'
import { changeHookTemplate } from '#server/core/hooks/change-hook-template.ts'
import { createHook } from '#server/core/hooks/create-hook.ts'
import { revokeHook } from '#server/core/hooks/revoke-hook.ts'
import { rotateHook } from '#server/core/hooks/rotate-hook.ts'
import { testHook } from '#server/core/hooks/test-hook.ts'
import { toCreatedHook, toHookRow } from '../admin/hooks.ts'
import { pageOf, pageQuery } from '../elements.ts'
import { EXAMPLES } from '../examples.ts'
import { adminOperation } from './admin-operation.ts'

const id = '0123456789abcdef'
const address = `${id}…`
const example = {
  ...{ id, name: 'alerts of the shop', shape: 'alertmanager', ApplicationName: EXAMPLES.applicationName },
  ...{ fingerprint: '3f9a1c', signed: false, perMinute: LIMITS.hookRequestsPerMinute },
  ...{ createdBy: 'ada@example.com', createdAt: EXAMPLES.acceptedAt },
} as const
const exampleOfNew = { id, address, url: `https://push.example/in/${address}` }

const ofHook = z.strictObject({ id: hookIdSchema })

/** Hooks of stock senders. A hook never changes: a rotation gives it a new address. */
export const hookOperations = [
  adminOperation({
    ...{ method: 'get', path: '/hooks', operationId: 'listHooks', scope: 'hooks:read' },
    summary: 'List hooks',
    description: 'Also revoked ones, the newest first, without their addresses.',
    query: z.strictObject(pageQuery),
    answers: {
      ...{ status: 200, description: 'A page of hooks' },
      schema: z.strictObject({ hooks: z.array(hookRowSchema), nextCursor: z.string().optional() }),
      example: { hooks: [example] },
    },
    run: async ({ services: { context }, query }) => {
      const { rows, nextCursor } = await context.hooks.store.list(pageOf(query))
      return { hooks: rows.map(toHookRow), ...(nextCursor === undefined ? {} : { nextCursor }) }
    },
  }),
  adminOperation({
    ...{ method: 'post', path: '/hooks', operationId: 'createHook', scope: 'hooks:write' },
    summary: 'Make a hook',
    description:
      'It sends to one token. Its address is shown only in this answer. `409` if a valid hook has the name: `parameters.id` is its id.',
    body: {
      schema: z.strictObject(hookElements),
      example: { name: example.name, clientAppToken: EXAMPLES.clientAppToken, shape: example.shape },
    },
    answers: { status: 201, description: 'The new hook', schema: createdHookSchema, example: exampleOfNew },
    errors: ['404', '409'],
    run: async ({ services: { context }, actor, body: { ttl, ...wanted } }) => {
      const created = await createHook(context, { actor, ttlSeconds: ttl, isOnly: true, ...wanted })
      return toCreatedHook(context, { ...created, signed: wanted.signed === true })
    },
  }),
  adminOperation({
    ...{ method: 'get', path: '/hooks/{id}', operationId: 'getHook', scope: 'hooks:read' },
    summary: 'Get a hook',
    description: 'Without its address.',
    params: ofHook,
    answers: { status: 200, description: 'The hook', schema: hookRowSchema, example },
    errors: ['404'],
    run: async ({ services: { context }, path }) => {
      const found = await context.hooks.store.find(path.id)
      if (found === undefined) throw new AoiError('notFound', 'id: no hook has this id')
      return toHookRow(found)
    },
  }),
  adminOperation({
    ...{ method: 'post', path: '/hooks/{id}/rotate', operationId: 'rotateHook', scope: 'hooks:write' },
    summary: 'Give a hook a new address',
    description:
      'The old address stays valid for `overlapSeconds`. The new one is shown only in this answer.',
    params: ofHook,
    body: {
      schema: z.strictObject({
        overlapSeconds: z.int().min(0).max(LIMITS.hookOverlapSecondsMax).optional(),
      }),
      example: { overlapSeconds: 3600 },
    },
    answers: {
      status: 201,
      description: 'The new address',
      schema: createdHookSchema,
      example: exampleOfNew,
    },
    errors: ['404'],
    run: async ({ services: { context }, actor, path, body: { overlapSeconds = 0 } }) => {
      const rotated = await rotateHook(context, { actor, overlapSeconds, ...path })
      return toCreatedHook(context, { ...rotated, signed: false })
    },
  }),
  adminOperation({
    ...{ method: 'post', path: '/hooks/{id}/template', operationId: 'changeHookTemplate' },
    scope: 'hooks:write',
    summary: 'Change the template of a hook',
    description: 'Without `template`, the hook loses its own.',
    params: ofHook,
    body: { schema: hookTemplateReqSchema, example: { template: '{"title":"{{title}}"}' } },
    errors: ['404'],
    run: async ({ services: { context }, actor, path, body: { template } }) => {
      await changeHookTemplate(context, { actor, ...path, template })
      return undefined
    },
  }),
  adminOperation({
    ...{ method: 'post', path: '/hooks/{id}/test', operationId: 'testHook', scope: 'hooks:write' },
    summary: 'Test a hook',
    description: 'Sends a sample of its sender through the hook. It becomes a real notification.',
    params: ofHook,
    answers: {
      ...{ status: 200, description: 'The fate of the sample', schema: hookTestSchema },
      example: { outcome: 'accepted', notificationId: EXAMPLES.notificationId, recipients: 2 },
    },
    errors: ['404'],
    run: ({ services: { context }, actor, path }) => testHook(context, { actor, ...path }),
  }),
  adminOperation({
    ...{ method: 'delete', path: '/hooks/{id}', operationId: 'revokeHook', scope: 'hooks:write' },
    summary: 'Revoke a hook',
    description: 'Its address is refused from then on. `404` if it was revoked before.',
    params: ofHook,
    errors: ['404'],
    run: async ({ services: { context }, actor, path }) => {
      await revokeHook(context, { actor, ...path })
      return undefined
    },
  }),
]

import {
  hookPathSchema,
  hookPreviewReqSchema,
  hookReqSchema,
  hookRequestPathSchema,
  hookRotationSchema,
  hookTemplateReqSchema,
} from '#protocol/dashboard/hooks.ts'
import { hooksQuerySchema } from '#protocol/dashboard/lists/hooks.ts'
import { listHooks, readHook, readHookRequest } from '#server/core/dashboard/hooks.ts'
import { AoiError } from '#server/core/errors.ts'
import { changeHookTemplate } from '#server/core/hooks/change-hook-template.ts'
import { createHook } from '#server/core/hooks/create-hook.ts'
import { previewHook } from '#server/core/hooks/preview-hook.ts'
import { revokeHook } from '#server/core/hooks/revoke-hook.ts'
import { rotateHook } from '#server/core/hooks/rotate-hook.ts'
import { testHook } from '#server/core/hooks/test-hook.ts'
import { toCreatedHook } from '../admin/hooks.ts'
import { actorOf } from './actor-of.ts'
import { dashboardRoute } from './dashboard-route.ts'

/** Hooks of stock senders, and their newest requests. */
export const hookRoutes = [
  dashboardRoute({
    operation: 'listHooks',
    query: hooksQuerySchema,
    run: ({ services, query }) => listHooks(services.context, query),
  }),
  dashboardRoute({
    operation: 'readHook',
    path: hookPathSchema,
    run: ({ services, path }) => readHook(services.context, path),
  }),
  dashboardRoute({
    operation: 'readHookRequest',
    path: hookRequestPathSchema,
    run: ({ services, path }) => readHookRequest(services.context, path),
  }),
  dashboardRoute({
    operation: 'createHook',
    body: hookReqSchema,
    run: async ({ services: { context }, session, body: { tokenId, ...elements } }) => {
      const token = await context.dashboard.findToken(tokenId)
      if (token === undefined) throw new AoiError('notFound', 'tokenId: no token has this id')
      const { clientAppToken } = token
      const made = await createHook(context, { actor: actorOf(session), clientAppToken, ...elements })
      return toCreatedHook(context, { ...made, signed: elements.signed === true })
    },
  }),
  dashboardRoute({
    operation: 'rotateHook',
    path: hookPathSchema,
    body: hookRotationSchema,
    run: async ({ services: { context }, session, path, body }) => {
      const made = await rotateHook(context, { actor: actorOf(session), ...path, ...body })
      const hook = await context.hooks.store.find(path.id)
      return toCreatedHook(context, { ...made, signed: hook?.signed === true })
    },
  }),
  dashboardRoute({
    operation: 'revokeHook',
    path: hookPathSchema,
    run: async ({ services: { context }, session, path }) => {
      await revokeHook(context, { actor: actorOf(session), ...path })
      return undefined
    },
  }),
  dashboardRoute({
    operation: 'changeHookTemplate',
    path: hookPathSchema,
    body: hookTemplateReqSchema,
    run: async ({ services: { context }, session, path, body: { template } }) => {
      await changeHookTemplate(context, { actor: actorOf(session), ...path, template })
      return undefined
    },
  }),
  dashboardRoute({
    operation: 'previewHook',
    path: hookPathSchema,
    body: hookPreviewReqSchema,
    run: ({ services: { context }, path, body: { template, body, contentType } }) =>
      previewHook(context, { ...path, template, body, contentType }),
  }),
  dashboardRoute({
    operation: 'testHook',
    path: hookPathSchema,
    run: ({ services: { context }, session, path }) =>
      testHook(context, { actor: actorOf(session), ...path }),
  }),
]

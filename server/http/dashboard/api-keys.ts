import { z } from 'zod'
import { apiKeyIdSchema } from '#protocol'
import { apiKeyReqSchema, apiKeyRotationSchema } from '#protocol/dashboard/acts.ts'
import { createApiKey } from '#server/core/server-applications/create-api-key.ts'
import { revokeApiKey } from '#server/core/server-applications/revoke-api-key.ts'
import { rotateApiKey } from '#server/core/server-applications/rotate-api-key.ts'
import { actorOf } from './actor-of.ts'
import { dashboardRoute } from './dashboard-route.ts'

const ofKey = z.strictObject({ id: apiKeyIdSchema })

export const apiKeyRoutes = [
  dashboardRoute({
    operation: 'createApiKey',
    body: apiKeyReqSchema,
    run: ({ services: { context }, session, body: { name, grants, ttlSeconds, ...limits } }) =>
      createApiKey(context, {
        actor: actorOf(session),
        name,
        ...{ grants: [...new Set(grants)], limits },
        ...(ttlSeconds === undefined ? {} : { expiresAt: context.clock.now() + ttlSeconds * 1000 }),
      }),
  }),
  dashboardRoute({
    operation: 'rotateApiKey',
    path: ofKey,
    body: apiKeyRotationSchema,
    run: ({ services, session, path, body }) =>
      rotateApiKey(services.context, { actor: actorOf(session), ...path, ...body }),
  }),
  dashboardRoute({
    operation: 'revokeApiKey',
    path: ofKey,
    run: async ({ services: { context }, session, path }) => {
      await revokeApiKey(context, { actor: actorOf(session), ...path })
      context.keyring.forget(path.id)
      return undefined
    },
  }),
]

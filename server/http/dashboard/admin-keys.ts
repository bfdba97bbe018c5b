import { z } from 'zod'
import { LIMITS } from '#protocol'
import { adminKeyIdSchema } from '#protocol/admin-keys.ts'
import { type AdminKeys, adminKeyReqSchema } from '#protocol/dashboard/admin-keys.ts'
import { createAdminKey, revokeAdminKey } from '#server/core/admin-keys/admin-keys.ts'
import { toAdminKeyRow } from '../admin/admin-keys.ts'
import { actorOf } from './actor-of.ts'
import { dashboardRoute } from './dashboard-route.ts'

/** Keys of the admin API, for programs. They may do what an admin may, so only admins see them. */
export const adminKeyRoutes = [
  dashboardRoute({
    operation: 'listAdminKeys',
    run: async ({ services: { context } }): Promise<AdminKeys> => {
      const { rows, nextCursor } = await context.store.listAdminKeys({ limit: LIMITS.listRows })
      return { keys: rows.map(toAdminKeyRow), more: nextCursor !== undefined }
    },
  }),
  dashboardRoute({
    operation: 'createAdminKey',
    body: adminKeyReqSchema,
    run: ({ services: { context }, session, body: { name, scopes, ttlSeconds } }) =>
      createAdminKey(context, {
        ...{ actor: actorOf(session), name, scopes },
        expiresAt: ttlSeconds === undefined ? undefined : context.clock.now() + ttlSeconds * 1000,
      }),
  }),
  dashboardRoute({
    operation: 'revokeAdminKey',
    path: z.strictObject({ id: adminKeyIdSchema }),
    run: async ({ services: { context }, session, path }) => {
      await revokeAdminKey(context, { actor: actorOf(session), ...path })
      return undefined
    },
  }),
]

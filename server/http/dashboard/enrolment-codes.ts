import { z } from 'zod'
import { enrolmentCodeIdSchema, LIMITS } from '#protocol'
import {
  type DemoEnrolment,
  type EnrolmentCodes,
  enrolmentCodeReqSchema,
} from '#protocol/dashboard/enrolment.ts'
import { createEnrolmentCode, revokeEnrolmentCode } from '#server/core/enrolment/enrolment-codes.ts'
import { toCodeRow } from '../admin/codes.ts'
import type { ApiServices } from '../api-services.ts'
import { actorOf } from './actor-of.ts'
import { dashboardRoute } from './dashboard-route.ts'

/** Enrolment codes. They let new AOI Clients register where `AOI_REGISTRATION` does not let everybody. */
export const enrolmentCodeRoutes = [
  dashboardRoute({
    operation: 'listEnrolmentCodes',
    run: ({ services }) => listCodes(services),
  }),
  dashboardRoute({
    operation: 'createEnrolmentCode',
    body: enrolmentCodeReqSchema,
    run: ({ services: { context }, session, body: { name, uses, ttlSeconds } }) =>
      createEnrolmentCode(context, {
        ...{ actor: actorOf(session), name, usesMax: uses },
        expiresAt: ttlSeconds === undefined ? undefined : context.clock.now() + ttlSeconds * 1000,
      }),
  }),
  dashboardRoute({
    operation: 'revokeEnrolmentCode',
    path: z.strictObject({ id: enrolmentCodeIdSchema }),
    run: async ({ services: { context }, session, path }) => {
      await revokeEnrolmentCode(context, { actor: actorOf(session), ...path })
      return undefined
    },
  }),
  dashboardRoute({
    operation: 'enrolDemo',
    run: ({ services, session }) => enrolDemo(services, actorOf(session)),
  }),
]

async function listCodes({ context }: ApiServices): Promise<EnrolmentCodes> {
  const { rows, nextCursor } = await context.store.listEnrolmentCodes({ limit: LIMITS.listRows })
  return { policy: context.settings.registration, codes: rows.map(toCodeRow), more: nextCursor !== undefined }
}

/**
 * Makes a code with which a signed-in operator's demo page registers its AOI Clients, even where strangers may not.
 * Makes none where registration is open.
 */
async function enrolDemo({ context }: ApiServices, actor: string): Promise<DemoEnrolment> {
  if (context.settings.registration === 'open') return {}
  const { code } = await createEnrolmentCode(context, {
    ...{ actor, name: 'demo', kind: 'demo', usesMax: LIMITS.demoEnrolmentUses },
    expiresAt: context.clock.now() + LIMITS.demoEnrolmentSeconds * 1000,
  })
  return { code }
}

import { z } from 'zod'
import { testSendReqSchema, tokenRevealReqSchema, tokenRevocationSchema } from '#protocol/dashboard/acts.ts'
import { rowIdSchema } from '#protocol/dashboard/lists/page.ts'
import { revealToken, revokeToken, sendTest } from '#server/core/dashboard/acts/act-on-token.ts'
import { actorOf } from './actor-of.ts'
import { dashboardRoute } from './dashboard-route.ts'

const ofToken = z.strictObject({ id: rowIdSchema })

export const tokenActRoutes = [
  dashboardRoute({
    operation: 'sendTest',
    path: ofToken,
    body: testSendReqSchema,
    run: ({ services, session, path, body }) =>
      sendTest(services.context, { actor: actorOf(session), tokenId: path.id, ...body }),
  }),
  dashboardRoute({
    operation: 'revealToken',
    path: ofToken,
    body: tokenRevealReqSchema,
    run: ({ services, session, path, body }) =>
      revealToken(services.context, { actor: actorOf(session), tokenId: path.id, ...body }),
  }),
  dashboardRoute({
    operation: 'revokeToken',
    path: ofToken,
    body: tokenRevocationSchema,
    run: ({ services, session, path, body }) =>
      revokeToken(services.context, { actor: actorOf(session), tokenId: path.id, ...body }),
  }),
]

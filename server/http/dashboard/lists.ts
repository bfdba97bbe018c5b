import { z } from 'zod'
import { aoiClientIdSchema, notificationIdSchema } from '#protocol'
import { aoiClientsQuerySchema } from '#protocol/dashboard/lists/aoi-clients.ts'
import { serverApplicationsQuerySchema } from '#protocol/dashboard/lists/applications.ts'
import { auditQuerySchema } from '#protocol/dashboard/lists/audit.ts'
import { notificationsQuerySchema } from '#protocol/dashboard/lists/notifications.ts'
import { rowIdSchema } from '#protocol/dashboard/lists/page.ts'
import { refusalsQuerySchema, registrationsQuerySchema } from '#protocol/dashboard/lists/registrations.ts'
import { membersQuerySchema, tokensQuerySchema } from '#protocol/dashboard/lists/tokens.ts'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { readAoiClientEnding, toEndingRow } from '#server/core/dashboard/endings.ts'
import * as lists from '#server/core/dashboard/lists.ts'
import { readTokenPicture } from '#server/core/tokens/read-token-picture.ts'
import { dashboardRoute } from './dashboard-route.ts'

const ofNotification = z.strictObject({ id: notificationIdSchema })
const ofToken = z.strictObject({ id: rowIdSchema })
const ofAoiClient = z.strictObject({ id: aoiClientIdSchema })

export const listRoutes = [
  dashboardRoute({
    operation: 'listNotifications',
    query: notificationsQuerySchema,
    run: ({ services, session, query }) =>
      lists.listNotifications(services.context, query, {
        withTitles: mayDo(session.operator.role, 'readPayload'),
      }),
  }),
  dashboardRoute({
    operation: 'readNotification',
    path: ofNotification,
    run: ({ services, path }) => lists.readNotification(services.context, path),
  }),
  dashboardRoute({
    operation: 'readPayload',
    path: ofNotification,
    run: ({ services, path }) => lists.readPayload(services.context, path),
  }),
  dashboardRoute({
    operation: 'listTokens',
    query: tokensQuerySchema,
    run: ({ services: { context, presence }, query }) => lists.listTokens(context, { query, presence }),
  }),
  dashboardRoute({
    operation: 'readToken',
    path: ofToken,
    run: ({ services: { context, presence }, path }) =>
      lists.readToken(context, { tokenId: path.id, presence }),
  }),
  dashboardRoute({
    operation: 'readTokenPicture',
    path: ofToken,
    run: ({ services: { context, presence }, path }) =>
      readTokenPicture(context, { tokenId: path.id, presence }),
  }),
  dashboardRoute({
    operation: 'listMembers',
    path: ofToken,
    query: membersQuerySchema,
    run: ({ services: { context, presence }, path, query }) =>
      lists.listMembers(context, { tokenId: path.id, query, presence }),
  }),
  dashboardRoute({
    operation: 'listAoiClients',
    query: aoiClientsQuerySchema,
    run: ({ services: { context, presence }, query }) => lists.listAoiClients(context, { query, presence }),
  }),
  dashboardRoute({
    operation: 'readAoiClient',
    path: ofAoiClient,
    run: ({ services: { context, presence }, path }) =>
      lists.readAoiClient(context, { aoiClientId: path.id, presence }),
  }),
  dashboardRoute({
    operation: 'readAoiClientEnding',
    path: ofAoiClient,
    run: async ({ services: { context }, path }) =>
      toEndingRow(await readAoiClientEnding(context, { aoiClientId: path.id })),
  }),
  dashboardRoute({
    operation: 'listRegistrations',
    query: registrationsQuerySchema,
    run: ({ services, query }) => lists.listRegistrations(services.context, query),
  }),
  dashboardRoute({
    operation: 'listRefusals',
    query: refusalsQuerySchema,
    run: ({ services, query }) => lists.listRefusals(services.context, query),
  }),
  dashboardRoute({
    operation: 'listServerApplications',
    query: serverApplicationsQuerySchema,
    run: ({ services, query }) => lists.listServerApplications(services.context, query),
  }),
  dashboardRoute({
    operation: 'listAudit',
    query: auditQuerySchema,
    run: ({ services, query }) => lists.listAudit(services.context, query),
  }),
]

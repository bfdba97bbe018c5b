import { webhooksQuerySchema } from '#protocol/dashboard/lists/webhooks.ts'
import {
  webhookPathSchema,
  webhookReqSchema,
  webhookResendSchema,
  webhookRotationSchema,
} from '#protocol/dashboard/webhooks.ts'
import { listWebhooks, readWebhook } from '#server/core/dashboard/webhooks.ts'
import { enableWebhook, removeWebhook, rotateWebhook } from '#server/core/events/webhooks/change-webhook.ts'
import { createWebhook } from '#server/core/events/webhooks/create-webhook.ts'
import { resendEvent, testWebhook } from '#server/core/events/webhooks/try-webhook.ts'
import { toAttemptRow } from '#server/core/events/webhooks/webhook-rows.ts'
import { actorOf } from './actor-of.ts'
import { dashboardRoute } from './dashboard-route.ts'

/** Webhooks of Server Applications, and their newest attempts. */
export const webhookRoutes = [
  dashboardRoute({
    operation: 'listWebhooks',
    query: webhooksQuerySchema,
    run: ({ services, session, query }) =>
      listWebhooks(services.context, { ...query, role: session.operator.role }),
  }),
  dashboardRoute({
    operation: 'readWebhook',
    path: webhookPathSchema,
    run: ({ services, session, path }) =>
      readWebhook(services.context, { ...path, role: session.operator.role }),
  }),
  dashboardRoute({
    operation: 'createWebhook',
    body: webhookReqSchema,
    run: ({ services, session, body }) =>
      createWebhook(services.context, { actor: actorOf(session), ...body }),
  }),
  dashboardRoute({
    operation: 'rotateWebhook',
    path: webhookPathSchema,
    body: webhookRotationSchema,
    run: ({ services, session, path, body }) =>
      rotateWebhook(services.context, { actor: actorOf(session), ...path, ...body }),
  }),
  dashboardRoute({
    operation: 'enableWebhook',
    path: webhookPathSchema,
    run: async ({ services, session, path }) => {
      await enableWebhook(services.context, { actor: actorOf(session), ...path })
      return undefined
    },
  }),
  dashboardRoute({
    operation: 'removeWebhook',
    path: webhookPathSchema,
    run: async ({ services, session, path }) => {
      await removeWebhook(services.context, { actor: actorOf(session), ...path })
      return undefined
    },
  }),
  dashboardRoute({
    operation: 'testWebhook',
    path: webhookPathSchema,
    run: async ({ services, session, path }) =>
      toAttemptRow(await testWebhook(services.context, { actor: actorOf(session), ...path })),
  }),
  dashboardRoute({
    operation: 'resendEvent',
    path: webhookPathSchema,
    body: webhookResendSchema,
    run: async ({ services, session, path, body }) =>
      toAttemptRow(await resendEvent(services.context, { actor: actorOf(session), ...path, ...body })),
  }),
]

import { z } from '@hono/zod-openapi'
import { LIMITS } from '#protocol'
import {
  createdWebhookSchema,
  eventIdSchema,
  webhookAttemptSchema,
  webhookElements,
  webhookIdSchema,
  webhookRowSchema,
} from '#protocol/webhooks.ts'
import {
  enableWebhook,
  getWebhook,
  removeWebhook,
  rotateWebhook,
} from '#server/core/events/webhooks/change-webhook.ts'
import { createWebhook } from '#server/core/events/webhooks/create-webhook.ts'
import { resendEvent, testWebhook } from '#server/core/events/webhooks/try-webhook.ts'
import { toAttemptRow, toWebhookRow } from '#server/core/events/webhooks/webhook-rows.ts'
import { listWebhookRows } from '../admin/webhooks.ts'
import { pageQuery } from '../elements.ts'
import { EXAMPLES } from '../examples.ts'
import { adminOperation } from './admin-operation.ts'

const id = '0123456789abcdef'
const settings = {
  ...{ name: 'orders', url: 'https://orders.example.com/aoi', applications: [EXAMPLES.applicationName] },
}
const example = {
  ...{ id, ...settings, types: [], createdBy: 'ada@example.com', createdAt: EXAMPLES.acceptedAt },
  ...{ behind: 0, failures: 0 },
}
const exampleOfNew = { id, secret: 'whsec_…' }
const eventId = 'evt_019a0d5e-7c00-7000-8000-000000000000'
const exampleOfAttempt = {
  ...{ at: EXAMPLES.acceptedAt, eventId, type: 'notification.allAcked', attempt: 0 },
  ...{ outcome: 'delivered', status: 204, milliseconds: 35 },
}

const ofWebhook = z.strictObject({ id: webhookIdSchema })

const readOperations = [
  adminOperation({
    ...{ method: 'get', path: '/webhooks', operationId: 'listWebhooks', scope: 'webhooks:read' },
    summary: 'List webhooks',
    description: 'Also disabled ones, the newest first, without their secrets.',
    query: z.strictObject(pageQuery),
    answers: {
      ...{ status: 200, description: 'A page of webhooks' },
      schema: z.strictObject({ webhooks: z.array(webhookRowSchema), nextCursor: z.string().optional() }),
      example: { webhooks: [example] },
    },
    run: ({ services: { context }, query }) => listWebhookRows(context, query),
  }),
  adminOperation({
    ...{ method: 'get', path: '/webhooks/{id}', operationId: 'getWebhook', scope: 'webhooks:read' },
    summary: 'Get a webhook',
    description:
      'With the number of events that wait for it, its failures, and the reason if it is disabled.',
    params: ofWebhook,
    answers: { status: 200, description: 'The webhook', schema: webhookRowSchema, example },
    errors: ['404'],
    run: async ({ services: { context }, path }) => {
      const webhook = await getWebhook(context, path.id)
      const { last } = await context.events.store.readRange()
      return toWebhookRow(webhook, last)
    },
  }),
  adminOperation({
    ...{ method: 'get', path: '/webhooks/{id}/attempts', operationId: 'listWebhookAttempts' },
    scope: 'webhooks:read',
    summary: 'List the attempts of a webhook',
    description: `The newest ${LIMITS.webhookAttemptsKept}, the newest first. An attempt \`0\` was asked for by hand.`,
    params: ofWebhook,
    answers: {
      ...{ status: 200, description: 'The attempts' },
      schema: z.strictObject({ attempts: z.array(webhookAttemptSchema) }),
      example: { attempts: [exampleOfAttempt] },
    },
    errors: ['404'],
    run: async ({ services: { context }, path }) => {
      await getWebhook(context, path.id)
      return { attempts: (await context.events.webhooks.listAttempts(path.id)).map(toAttemptRow) }
    },
  }),
]

const trialOperations = [
  adminOperation({
    ...{ method: 'post', path: '/webhooks/{id}/test', operationId: 'testWebhook', scope: 'webhooks:write' },
    summary: 'Test a webhook',
    description: 'Sends the event `webhook.test` at once. The answer is the attempt, also a failed one.',
    params: ofWebhook,
    answers: {
      ...{ status: 200, description: 'The attempt', schema: webhookAttemptSchema },
      example: { ...exampleOfAttempt, type: 'webhook.test' },
    },
    errors: ['404'],
    run: async ({ services: { context }, actor, path }) =>
      toAttemptRow(await testWebhook(context, { actor, ...path })),
  }),
  adminOperation({
    ...{ method: 'post', path: '/webhooks/{id}/resend', operationId: 'resendEvent', scope: 'webhooks:write' },
    summary: 'Send an event to a webhook again',
    description:
      'At once, beside the order. The answer is the attempt, also a failed one. `404` if the event is not kept anymore.',
    params: ofWebhook,
    body: { schema: z.strictObject({ eventId: eventIdSchema }), example: { eventId } },
    answers: {
      ...{ status: 200, description: 'The attempt', schema: webhookAttemptSchema, example: exampleOfAttempt },
    },
    errors: ['404'],
    run: async ({ services: { context }, actor, path, body }) =>
      toAttemptRow(await resendEvent(context, { actor, ...path, ...body })),
  }),
]

const changeOperations = [
  adminOperation({
    ...{ method: 'post', path: '/webhooks', operationId: 'createWebhook', scope: 'webhooks:write' },
    summary: 'Make a webhook',
    description:
      'It gets the events of its applications from now on. Its secret is shown only in this answer. `409` if a webhook has the name: `parameters.id` is its id.',
    body: { schema: z.strictObject(webhookElements), example: settings },
    answers: {
      ...{ status: 201, description: 'The new webhook', schema: createdWebhookSchema, example: exampleOfNew },
    },
    errors: ['409'],
    run: ({ services: { context }, actor, body }) => createWebhook(context, { actor, isOnly: true, ...body }),
  }),
  adminOperation({
    ...{ method: 'post', path: '/webhooks/{id}/rotate', operationId: 'rotateWebhook' },
    scope: 'webhooks:write',
    summary: 'Give a webhook a new secret',
    description: 'Both secrets sign for `overlapSeconds`. The new one is shown only in this answer.',
    params: ofWebhook,
    body: {
      schema: z.strictObject({
        overlapSeconds: z.int().min(0).max(LIMITS.webhookOverlapSecondsMax).optional(),
      }),
      example: { overlapSeconds: 86_400 },
    },
    answers: {
      ...{ status: 201, description: 'The new secret', schema: createdWebhookSchema, example: exampleOfNew },
    },
    errors: ['404'],
    run: ({ services: { context }, actor, path, body: { overlapSeconds = 0 } }) =>
      rotateWebhook(context, { actor, overlapSeconds, ...path }),
  }),
  adminOperation({
    ...{ method: 'post', path: '/webhooks/{id}/enable', operationId: 'enableWebhook' },
    scope: 'webhooks:write',
    summary: 'Enable a disabled webhook',
    description: 'It continues where it stopped. `400` if it is not disabled.',
    params: ofWebhook,
    errors: ['404'],
    run: async ({ services: { context }, actor, path }) => {
      await enableWebhook(context, { actor, ...path })
      return undefined
    },
  }),
  adminOperation({
    ...{ method: 'delete', path: '/webhooks/{id}', operationId: 'removeWebhook', scope: 'webhooks:write' },
    summary: 'Remove a webhook',
    description: 'Its attempts go with it. `404` if it was removed before.',
    params: ofWebhook,
    errors: ['404'],
    run: async ({ services: { context }, actor, path }) => {
      await removeWebhook(context, { actor, ...path })
      return undefined
    },
  }),
]

/** Webhooks of Server Applications. */
export const webhookOperations = [...readOperations, ...changeOperations, ...trialOperations]

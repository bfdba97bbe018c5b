import { z } from 'zod'
import { compactJson, LIMITS, payloadSchema } from '#protocol'
import {
  changeAudienceReqSchema,
  savedAudiencePathSchema,
  savedAudienceReqSchema,
} from '#protocol/dashboard/audiences.ts'
import {
  audienceQuerySchema,
  audienceSchema,
  composeReqSchema,
  composeTestReqSchema,
  ownDeviceReqSchema,
  sentOutcomesReqSchema,
  templatePathSchema,
  templateReqSchema,
} from '#protocol/dashboard/compose.ts'
import {
  changeAudience,
  listAudiences,
  removeAudience,
  saveAudience,
} from '#server/core/compose/audiences.ts'
import { findAudience } from '#server/core/compose/find-audience.ts'
import { freezeAudience } from '#server/core/compose/freeze-audience.ts'
import { chooseOwnDevice, readOwnDevice } from '#server/core/compose/own-device.ts'
import { readSentOutcomes } from '#server/core/compose/read-sent-outcomes.ts'
import { sendComposed, sendToOwnDevice } from '#server/core/compose/send-composed.ts'
import { listTemplates, removeTemplate, saveTemplate } from '#server/core/compose/templates.ts'
import { AoiError } from '#server/core/errors.ts'
import { findJsonFault } from '../json-faults.ts'
import { checkElements } from '../message.ts'
import { actorOf } from './actor-of.ts'
import { dashboardRoute } from './dashboard-route.ts'

const payloadElement = z.strictObject({ payload: payloadSchema })

/** Returns the payload of a composed message as compact JSON. Throws `invalid`, naming the fault. */
function readPayloadText(text: string): string {
  let payload: unknown
  try {
    payload = JSON.parse(text)
  } catch {
    throw new AoiError('invalid', 'payload: is not valid JSON')
  }
  const fault = findJsonFault(text, LIMITS.payloadDepth)
  if (fault !== undefined) throw new AoiError('invalid', `payload: ${fault}`)
  checkElements(payloadElement, { payload })
  return compactJson(text)
}

/** Operations of the page on which an operator writes a notification and sends it. */
export const composeRoutes = [
  dashboardRoute({
    operation: 'findAudience',
    query: audienceQuerySchema,
    run: ({ services: { context }, query }) => findAudience(context, query),
  }),
  dashboardRoute({
    operation: 'freezeAudience',
    body: audienceSchema,
    run: ({ services: { context, presence }, session, body }) =>
      freezeAudience(context, { operatorId: session.operator.id, audience: body, presence }),
  }),
  dashboardRoute({
    operation: 'listAudiences',
    run: async ({ services: { context }, session: { operator } }) => ({
      audiences: await listAudiences(context, { operator }),
    }),
  }),
  dashboardRoute({
    operation: 'saveAudience',
    body: savedAudienceReqSchema,
    run: async ({ services: { context }, session: { operator }, body }) => {
      await saveAudience(context, { operator, audience: body })
      return undefined
    },
  }),
  dashboardRoute({
    operation: 'changeAudience',
    path: savedAudiencePathSchema,
    body: changeAudienceReqSchema,
    run: async ({ services: { context }, session: { operator }, path, body }) => {
      await changeAudience(context, { operator, ...path, ...body })
      return undefined
    },
  }),
  dashboardRoute({
    operation: 'removeAudience',
    path: savedAudiencePathSchema,
    run: async ({ services: { context }, session: { operator }, path }) => {
      await removeAudience(context, { operator, ...path })
      return undefined
    },
  }),
  dashboardRoute({
    operation: 'sendComposed',
    body: composeReqSchema,
    run: ({ services: { context, readiness }, session: { operator }, body }) => {
      readiness.refuseWhenDiskIsLow()
      const { selectionId, requestId, deliverAt, ...message } = body
      const payload = readPayloadText(message.payload)
      const at = deliverAt === undefined ? undefined : Date.parse(deliverAt)
      return sendComposed(context, {
        ...{ operator, selectionId, requestId },
        message: { ...message, payload, deliverAt: at },
      })
    },
  }),
  dashboardRoute({
    operation: 'sendToOwnDevice',
    body: composeTestReqSchema,
    run: ({ services: { context, readiness }, session: { operator }, body }) => {
      readiness.refuseWhenDiskIsLow()
      const { requestId, ...message } = body
      const payload = readPayloadText(message.payload)
      return sendToOwnDevice(context, { operator, requestId, message: { ...message, payload } })
    },
  }),
  dashboardRoute({
    operation: 'readOwnDevice',
    run: ({ services: { context }, session: { operator } }) => readOwnDevice(context, { operator }),
  }),
  dashboardRoute({
    operation: 'chooseOwnDevice',
    body: ownDeviceReqSchema,
    run: ({ services: { context }, session: { operator }, body }) =>
      chooseOwnDevice(context, { operator, ...body }),
  }),
  dashboardRoute({
    operation: 'readSentOutcomes',
    body: sentOutcomesReqSchema,
    run: ({ services: { context }, body }) => readSentOutcomes(context, body),
  }),
  dashboardRoute({
    operation: 'listTemplates',
    run: async ({ services: { context } }) => ({ templates: await listTemplates(context) }),
  }),
  dashboardRoute({
    operation: 'saveTemplate',
    body: templateReqSchema,
    run: async ({ services: { context }, session, body: { name, message } }) => {
      const payload = readPayloadText(message.payload)
      await saveTemplate(context, { actor: actorOf(session), name, message: { ...message, payload } })
      return undefined
    },
  }),
  dashboardRoute({
    operation: 'removeTemplate',
    path: templatePathSchema,
    run: async ({ services: { context }, session, path }) => {
      await removeTemplate(context, { actor: actorOf(session), ...path })
      return undefined
    },
  }),
]

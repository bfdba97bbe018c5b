import { z } from 'zod'
import { compactJson, LIMITS, payloadSchema } from '#protocol'
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
    run: ({ services: { context }, session, body }) =>
      freezeAudience(context, { operatorId: session.operator.id, audience: body }),
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

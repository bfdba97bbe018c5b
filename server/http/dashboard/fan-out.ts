import { z } from 'zod'
import { aoiClientIdSchema, notificationIdSchema } from '#protocol'
import { recipientsQuerySchema } from '#protocol/dashboard/fan-out.ts'
import type { Ticket } from '#protocol/dashboard/feed.ts'
import { explainRecipient } from '#server/core/fan-out/explain-recipient.ts'
import { listRecipients } from '#server/core/fan-out/list-recipients.ts'
import { readFanOut } from '#server/core/fan-out/read-fan-out.ts'
import { readStages } from '#server/core/fan-out/read-stages.ts'
import type { ApiServices } from '../api-services.ts'
import { dashboardRoute } from './dashboard-route.ts'

const path = z.strictObject({ id: notificationIdSchema })

/** The state of the recipients of a notification, and the ticket by which a page follows it. */
export const fanOutRoutes = [
  dashboardRoute({
    operation: 'readFanOut',
    path,
    run: ({ services, path: { id } }) => readFanOut(partsOf(services), { id }),
  }),
  dashboardRoute({
    operation: 'readStages',
    path,
    run: ({ services: { context }, path: { id } }) => readStages(context, { id }),
  }),
  dashboardRoute({
    operation: 'listRecipients',
    path,
    query: recipientsQuerySchema,
    run: ({ services, path: { id }, query }) => listRecipients(partsOf(services), { id, ...query }),
  }),
  dashboardRoute({
    operation: 'explainRecipient',
    path: path.extend({ aoiClientId: aoiClientIdSchema }),
    run: ({ services, path: asked }) => explainRecipient(partsOf(services), asked),
  }),
  dashboardRoute({
    operation: 'createTicket',
    run: async ({ services, session }): Promise<Ticket> => {
      const { ticket, expiresAt } = await services.tickets.issue(session)
      return { ticket, expiresAt: new Date(expiresAt).toISOString() }
    },
  }),
]

function partsOf({ fanOut, simulations, context, presence }: ApiServices) {
  const { store, clock, pushMembers } = context
  return { fanOut, simulations, store, clock, presence, pushMembers }
}

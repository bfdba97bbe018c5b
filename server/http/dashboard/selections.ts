import type { z } from 'zod'
import {
  actReqSchema,
  deregisterReqSchema,
  labelReqSchema,
  type SelectionAct,
  selectionReqSchema,
} from '#protocol/dashboard/acts.ts'
import type { DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import { actOnSelection } from '#server/core/dashboard/acts/act-on-selection.ts'
import { freezeSelection } from '#server/core/dashboard/acts/freeze-selection.ts'
import { dashboardRoute } from './dashboard-route.ts'

/** Each act, and the body of its request. */
const ACTS = {
  cancelNotifications: ['cancel', actReqSchema],
  erasePayloads: ['erase', actReqSchema],
  resendNotifications: ['resend', actReqSchema],
  resendToMissing: ['resendToMissing', actReqSchema],
  disconnectAoiClients: ['disconnect', actReqSchema],
  endAoiClients: ['deregister', deregisterReqSchema],
  labelAoiClients: ['label', labelReqSchema],
  removeMembers: ['removeMembers', actReqSchema],
} as const satisfies Partial<Record<DashboardOperationName, readonly [SelectionAct, z.ZodType]>>

/** Acts on many rows. A first request freezes the rows as a selection. The act then names the selection by its id. */
export const selectionRoutes = [
  dashboardRoute({
    operation: 'freezeSelection',
    body: selectionReqSchema,
    run: ({ services: { context, presence }, session, body }) =>
      freezeSelection(context, { operatorId: session.operator.id, request: body, presence }),
  }),
  ...(Object.keys(ACTS) as (keyof typeof ACTS)[]).map((operation) => {
    const [act, body] = ACTS[operation]
    return dashboardRoute({
      ...{ operation, body },
      run: ({ services: { context, presence }, session: { operator }, body: asked }) =>
        actOnSelection(context, { act, operator, presence, ...asked }),
    })
  }),
]

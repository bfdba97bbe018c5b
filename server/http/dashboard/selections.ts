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

const ACTS = {
  cancelNotifications: 'cancel',
  erasePayloads: 'erase',
  resendNotifications: 'resend',
  resendToMissing: 'resendToMissing',
  disconnectAoiClients: 'disconnect',
  removeMembers: 'removeMembers',
} as const satisfies Partial<Record<DashboardOperationName, SelectionAct>>

/** Acts on many rows. A first request freezes the rows as a selection. The act then names the selection by its id. */
export const selectionRoutes = [
  dashboardRoute({
    operation: 'freezeSelection',
    body: selectionReqSchema,
    run: ({ services: { context, presence }, session, body }) =>
      freezeSelection(context, { operatorId: session.operator.id, request: body, presence }),
  }),
  ...(Object.keys(ACTS) as (keyof typeof ACTS)[]).map((operation) =>
    dashboardRoute({
      operation,
      body: actReqSchema,
      run: ({ services: { context, presence }, session: { operator }, body }) =>
        actOnSelection(context, { act: ACTS[operation], operator, presence, ...body }),
    }),
  ),
  dashboardRoute({
    operation: 'endAoiClients',
    body: deregisterReqSchema,
    run: ({ services: { context, presence }, session: { operator }, body }) =>
      actOnSelection(context, { act: 'deregister', operator, presence, ...body }),
  }),
  dashboardRoute({
    operation: 'labelAoiClients',
    body: labelReqSchema,
    run: ({ services: { context, presence }, session: { operator }, body }) =>
      actOnSelection(context, { act: 'label', operator, presence, ...body }),
  }),
]

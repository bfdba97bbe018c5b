import type { Api } from '../api-services.ts'
import { accountRoutes } from './account.ts'
import { adminKeyRoutes } from './admin-keys.ts'
import { apiKeyRoutes } from './api-keys.ts'
import { composeRoutes } from './compose.ts'
import type { DashboardRoute } from './dashboard-route.ts'
import { enrolmentCodeRoutes } from './enrolment-codes.ts'
import { auditExportRoute } from './export-audit.ts'
import { exportRoutes } from './export-notifications.ts'
import { fanOutRoutes } from './fan-out.ts'
import { findingNewsRoutes } from './finding-news.ts'
import { findingRoutes } from './findings.ts'
import { flightRoutes } from './flight.ts'
import { hookRoutes } from './hooks.ts'
import { listRoutes } from './lists.ts'
import { operatorRoutes } from './operators.ts'
import { overviewRoutes } from './overview.ts'
import { scheduledRoutes } from './scheduled.ts'
import { searchRoutes } from './search.ts'
import { selectionRoutes } from './selections.ts'
import { simulationRoutes } from './simulations.ts'
import { statisticsRoutes } from './statistics.ts'
import { tokenActRoutes } from './token-acts.ts'
import { useRoutes } from './use.ts'
import { viewRoutes } from './views.ts'
import { webhookRoutes } from './webhooks.ts'

/** Every operation below `/api/dashboard`. */
export const DASHBOARD_ROUTES: readonly DashboardRoute[] = [
  ...overviewRoutes,
  ...statisticsRoutes,
  ...fanOutRoutes,
  ...simulationRoutes,
  ...flightRoutes,
  ...findingRoutes,
  ...findingNewsRoutes,
  ...accountRoutes,
  ...operatorRoutes,
  ...apiKeyRoutes,
  ...adminKeyRoutes,
  ...hookRoutes,
  ...webhookRoutes,
  ...enrolmentCodeRoutes,
  ...useRoutes,
  ...searchRoutes,
  ...composeRoutes,
  ...viewRoutes,
  ...scheduledRoutes,
  ...tokenActRoutes,
  ...selectionRoutes,
  // Before the lists, because `/notifications/{id}` would match the path of the export too.
  ...exportRoutes,
  auditExportRoute,
  ...listRoutes,
]

export function addDashboard(api: Api): void {
  for (const route of DASHBOARD_ROUTES) route.addTo(api)
}

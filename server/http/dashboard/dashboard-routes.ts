import type { Api } from '../api-services.ts'
import type { DashboardRoute } from './dashboard-route.ts'
import { overviewRoutes } from './overview.ts'

/** Every operation below `/api/dashboard`. */
export const DASHBOARD_ROUTES: readonly DashboardRoute[] = [...overviewRoutes]

export function addDashboard(api: Api): void {
  for (const route of DASHBOARD_ROUTES) route.addTo(api)
}

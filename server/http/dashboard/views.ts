import {
  defaultViewReqSchema,
  viewPathSchema,
  viewReqSchema,
  viewsQuerySchema,
} from '#protocol/dashboard/views.ts'
import { chooseDefaultView, listViews, removeView, saveView } from '#server/core/views/views.ts'
import { dashboardRoute } from './dashboard-route.ts'

/** Saved views of lists. */
export const viewRoutes = [
  dashboardRoute({
    operation: 'listViews',
    query: viewsQuerySchema,
    run: ({ services: { context }, session: { operator }, query }) =>
      listViews(context, { operator, ...query }),
  }),
  dashboardRoute({
    operation: 'saveView',
    body: viewReqSchema,
    run: ({ services: { context }, session: { operator }, body }) =>
      saveView(context, { operator, view: body }),
  }),
  dashboardRoute({
    operation: 'chooseDefaultView',
    path: viewPathSchema,
    body: defaultViewReqSchema,
    run: async ({ services: { context }, session: { operator }, path, body }) => {
      await chooseDefaultView(context, { operator, ...path, ...body })
      return undefined
    },
  }),
  dashboardRoute({
    operation: 'removeView',
    path: viewPathSchema,
    run: async ({ services: { context }, session: { operator }, path }) => {
      await removeView(context, { operator, ...path })
      return undefined
    },
  }),
]

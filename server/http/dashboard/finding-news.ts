import { newsChoiceSchema, newsLinkReqSchema } from '#protocol/dashboard/finding-news.ts'
import { chooseNews, makeNewsLink, readOwnNews } from '#server/core/findings/news/own-news.ts'
import type { OperatorSession } from '#server/core/operators/operators.ts'
import { actorOf } from './actor-of.ts'
import { dashboardRoute } from './dashboard-route.ts'

const ownerOf = (session: OperatorSession) => ({
  ...{ operatorId: session.operator.id, actor: actorOf(session) },
})

/** How findings reach the operator who asks. */
export const findingNewsRoutes = [
  dashboardRoute({
    operation: 'readOwnNews',
    run: ({ services, session }) => readOwnNews(services.context, ownerOf(session)),
  }),
  dashboardRoute({
    operation: 'chooseNews',
    body: newsChoiceSchema,
    run: async ({ services, session, body: choice }) => {
      await chooseNews(services.context, { ...ownerOf(session), choice })
      return undefined
    },
  }),
  dashboardRoute({
    operation: 'makeNewsLink',
    body: newsLinkReqSchema,
    run: ({ services, session, body }) => makeNewsLink(services.context, { ...ownerOf(session), ...body }),
  }),
]

import type { SearchHit, SearchKind } from '#protocol/dashboard/search.ts'

const withQuery = (path: string, query: Record<string, string>) => `${path}?${new URLSearchParams(query)}`

const linkToNotification = ({ id }: SearchHit) => `/notifications/${encodeURIComponent(id)}`

/** The page that shows a hit, by its kind. Things without a page of their own are rows of a filtered list. */
const LINKS: Readonly<Record<SearchKind, (hit: SearchHit) => string>> = {
  notification: linkToNotification,
  notificationText: linkToNotification,
  token: ({ id }) => `/tokens/${encodeURIComponent(id)}`,
  aoiClient: ({ id }) => `/aoi-clients/${encodeURIComponent(id)}`,
  applicationName: ({ id }) => `/client-applications/${encodeURIComponent(id)}`,
  serverApplication: ({ id }) => `/applications/${encodeURIComponent(id)}`,
  apiKey: ({ id, detail = id }) => withQuery('/applications', { name: detail }),
  hook: ({ id }) => `/hooks/${encodeURIComponent(id)}`,
  operator: () => '/settings/operators',
  auditEvent: ({ match, name = '', detail = '' }) =>
    withQuery('/audit', match === 'action' ? { action: name } : { [match]: detail }),
}

/** Returns the address of the page that shows a hit. */
export function linkToHit(kind: SearchKind, hit: SearchHit): string {
  return LINKS[kind](hit)
}

import type { IncomingMessage } from 'node:http'

/** The folders and files at the root of the pages, as `app/` has them. A test compares both. */
export const PAGE_ROOTS: readonly string[] = [
  ...[
    'aoi-clients',
    'applications',
    'audit',
    'client-applications',
    'compose',
    'demo',
    'docs',
    'findings',
    'hooks',
    'icon.svg',
    'inbox',
    'invitation',
    'language',
    'live',
  ],
  ...['notifications', 'registrations', 'reset', 'settings', 'setup', 'sign-in', 'start', 'theme', 'tokens'],
  ...['webhooks', '_next'],
]

/** As for the id of a request: a property costs less than a `WeakMap`. */
const ROUTE = Symbol('route')
const SENDER = Symbol('sender')
type RoutedRequest = IncomingMessage & { [ROUTE]?: string; [SENDER]?: string }

/** Notes the pattern of the route that serves the request, for the access log. */
export function noteRoute(request: IncomingMessage | undefined, pattern: string): void {
  if (request !== undefined) (request as RoutedRequest)[ROUTE] = pattern
}

/** Notes the Server Application that has proved its identity, for the statistics. */
export function noteSender(request: IncomingMessage | undefined, serverApplicationId: string): void {
  if (request !== undefined) (request as RoutedRequest)[SENDER] = serverApplicationId
}

/** Returns the Server Application of the request; `undefined` if none has proved its identity. */
export function senderOf(request: IncomingMessage | undefined): string | undefined {
  return (request as RoutedRequest | undefined)?.[SENDER]
}

/**
 * Returns the pattern of the route that served the request, such as `/wp/:clientAppToken`. Of a page it is the first
 * segment, and of any other path `unknown`. Never a segment that the caller chose, since it may be a token or a secret.
 */
export function routeOf(request: IncomingMessage): string {
  const noted = (request as RoutedRequest)[ROUTE]
  if (noted !== undefined) return noted
  const [root = '', ...rest] = (request.url ?? '').split('?', 1)[0]?.split('/').slice(1) ?? []
  if (root === '' && rest.length === 0) return '/'
  if (!PAGE_ROOTS.includes(root)) return 'unknown'
  return rest.length === 0 ? `/${root}` : `/${root}/…`
}

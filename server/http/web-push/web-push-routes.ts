import { cors } from 'hono/cors'
import type { Api } from '../api-services.ts'
import { addCancelPush } from './cancel.ts'
import { addDeliveries } from './deliveries.ts'
import { addDiscovery } from './discover.ts'
import { addJoinGroup } from './join-group.ts'
import { addMatrixDiscovery, addMatrixNotify } from './matrix.ts'
import { addPushMessage } from './push.ts'
import { addReadReceipt } from './receipt.ts'
import { addVapidKey } from './vapid-key.ts'

const PREFLIGHT_KEPT_SECONDS = 600

/**
 * Adds the doors of Web Push (`docs/web-push.md`), with paths beside `/api`. Fixed paths come before paths with tokens.
 */
export function addWebPush(api: Api): void {
  allowBrowsers(api)
  addCancelPush(api)
  addReadReceipt(api)
  addVapidKey(api)
  addDeliveries(api)
  addPushMessage(api)
  addDiscovery(api)
  addJoinGroup(api)
  addMatrixNotify(api)
  addMatrixDiscovery(api)
}

/**
 * Pages of every origin may send and discover. Their permission is in the URL and the VAPID token, never in a cookie.
 */
function allowBrowsers(api: Api): void {
  const allow = cors({
    origin: '*',
    allowMethods: ['GET', 'POST', 'DELETE'],
    allowHeaders: [
      ...['authorization', 'content-encoding', 'content-type', 'crypto-key', 'encryption', 'prefer'],
      ...['topic', 'ttl', 'urgency'],
    ],
    exposeHeaders: ['content-location', 'link', 'location', 'retry-after', 'ttl', 'www-authenticate'],
    maxAge: PREFLIGHT_KEPT_SECONDS,
  })
  api.app.use('/wp/*', allow)
}

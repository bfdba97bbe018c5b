import { OpenAPIHono } from '@hono/zod-openapi'
import { cors } from 'hono/cors'
import { AoiError } from '#server/core/errors.ts'
import type { MakeLimiter } from '#server/core/limiter.ts'
import { addAdminApi } from './admin-api/admin-api-routes.ts'
import { answer, answerNothing } from './answer.ts'
import { addDeregisterAoiClient } from './aoi-clients/deregister.ts'
import { addRegisterAoiClient } from './aoi-clients/register.ts'
import type { Api, ApiEnv, ApiServices } from './api-services.ts'
import { addAuth } from './auth/auth-routes.ts'
import { addDeregisterClientApp } from './client-app-registrations/deregister.ts'
import { addMoveSubscription } from './client-app-registrations/move-subscription.ts'
import { addTokenProofNonce } from './client-app-registrations/nonce.ts'
import { addRegisterClientApp } from './client-app-registrations/register.ts'
import { addDashboard } from './dashboard/dashboard-routes.ts'
import { answerFailure } from './error-answer.ts'
import { addStreamEvents } from './events/stream-events.ts'
import { addHooks } from './hooks/hook-routes.ts'
import { consentToWebhook } from './hooks/webhook-consent.ts'
import { addCancelNotification } from './notifications/cancel.ts'
import { addGetNotification } from './notifications/get.ts'
import { addListNotifications } from './notifications/list.ts'
import { addListDeliveries } from './notifications/list-deliveries.ts'
import { addSubmitNotification } from './notifications/submit.ts'
import { addSubmitBatch } from './notifications/submit-batch.ts'
import { type ApiLimits, RateLimits } from './rate-limits.ts'
import { allowOf, refuseMethod } from './refuse-method.ts'
import { noteRoute } from './request-route.ts'
import { addHealth } from './status/health.ts'
import { addDescription } from './status/openapi.ts'
import { addReady } from './status/ready.ts'
import { addListTokens } from './tokens/list.ts'
import { addWebPush } from './web-push/web-push-routes.ts'

/** Every operation of the API, in the order of the description. */
const OPERATIONS: readonly ((api: Api) => void)[] = [
  addRegisterAoiClient,
  addDeregisterAoiClient,
  addRegisterClientApp,
  addDeregisterClientApp,
  addMoveSubscription,
  addTokenProofNonce,
  addSubmitNotification,
  addSubmitBatch,
  addGetNotification,
  addListNotifications,
  addListDeliveries,
  addCancelNotification,
  addStreamEvents,
  addListTokens,
  addAdminApi,
  addHealth,
  addReady,
  addAuth,
  addDashboard,
  addDescription,
]

const PREFLIGHT_KEPT_SECONDS = 600

type ApiOptions = { limits?: ApiLimits }

/**
 * Creates the API for both doors: one app with every route below `/api` (`docs/protocol.md` sections 2, 4 and 5) and
 * the push resources (`docs/web-push.md`).
 *
 * `findServices` may return undefined while the services are being made. Until then, every path answers 503 except
 * `/api/health` and the description.
 */
export function createApi(
  findServices: () => ApiServices | undefined,
  options: ApiOptions = {},
): OpenAPIHono<ApiEnv> {
  const app = new OpenAPIHono<ApiEnv>({ strict: false })
  const services = () => {
    const found = findServices()
    if (found === undefined) throw new AoiError('unavailable', 'the server is starting', 1)
    return found
  }
  const makeLimiter: MakeLimiter = (limit) => services().makeLimiter(limit)
  const limits = new RateLimits({
    ...{ makeLimiter, limits: options.limits },
    onRefused: (limit, party) => services().context.limitWatch.refused(limit, party),
  })
  const api: Api = { app, prefix: '/api', findServices, services, limits, methods: new Map() }
  allowBrowserClients(api)
  addWebPush({ ...api, prefix: '' })
  addHooks({ ...api, prefix: '' })
  for (const addTo of OPERATIONS) addTo(api)
  refuseOtherMethods(api)
  app.notFound(() => answer({ code: '404', desc: 'this path does not exist' }, { status: 404 }))
  app.onError((error, c) =>
    answerFailure(findServices(), {
      c,
      family: undefined,
      name: `${c.req.method} of an unknown path`,
      error,
    }),
  )
  return app
}

/**
 * The paths that an AOI Client in a page of another origin calls. The operator chooses these origins
 * (`AOI_ALLOWED_ORIGINS`).
 */
const BROWSER_CLIENT_PATHS = ['/v1/aoi-clients', '/v1/client-app-registrations', '/v1/token-proof-nonces']

function allowBrowserClients(api: Api): void {
  const allow = cors({
    origin: (origin) => (api.findServices()?.isAllowedOrigin(origin) === true ? origin : null),
    allowMethods: ['POST', 'DELETE'],
    allowHeaders: ['authorization', 'content-type'],
    exposeHeaders: ['retry-after'],
    maxAge: PREFLIGHT_KEPT_SECONDS,
  })
  for (const path of BROWSER_CLIENT_PATHS.map((path) => `${api.prefix}${path}`)) {
    api.app.use(path, allow)
    api.app.use(`${path}/*`, allow)
  }
}

function refuseOtherMethods(api: Api): void {
  for (const [path, methods] of api.methods) {
    api.app.all(path, (c) => {
      noteRoute(c.env.incoming, path)
      if (c.req.method !== 'OPTIONS') return refuseMethod(methods)
      return answerNothing({ allow: allowOf(methods), ...consentToWebhook(c) })
    })
  }
}

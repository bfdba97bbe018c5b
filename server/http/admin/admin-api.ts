import { Hono } from 'hono'
import { ADMIN_CALLS, ADMIN_PATH, type AdminCall } from '#protocol'
import type { Metrics } from '#server/ops/metrics/open-metrics.ts'
import { answer } from '../answer.ts'
import type { ApiEnv, ApiRequest, ApiServices } from '../api-services.ts'
import { answerFailure } from '../error-answer.ts'
import { readMessage } from '../message.ts'
import { answerMetrics, METRICS_PATH } from '../metrics/answer-metrics.ts'
import { refuseAllBut } from '../refuse-method.ts'
import type { AdminCalls } from './admin-call.ts'
import { adminKeyCalls } from './admin-keys.ts'
import { auditCalls } from './audit.ts'
import { clientCalls } from './clients.ts'
import { codeCalls } from './codes.ts'
import { hookCalls } from './hooks.ts'
import { keyCalls } from './keys.ts'
import { operatorCalls } from './operators.ts'
import { payloadCalls } from './payloads.ts'
import { statusCalls } from './status.ts'
import { tokenCalls } from './tokens.ts'
import { vapidKeyCalls } from './vapid-keys.ts'
import { webhookCalls } from './webhooks.ts'

const CALLS: AdminCalls = {
  ...keyCalls,
  ...adminKeyCalls,
  ...codeCalls,
  ...hookCalls,
  ...webhookCalls,
  ...vapidKeyCalls,
  ...clientCalls,
  ...tokenCalls,
  ...operatorCalls,
  ...auditCalls,
  ...payloadCalls,
  ...statusCalls,
}

/**
 * Serves the admin socket: every call of `ADMIN_CALLS`, and the metrics. A program that can open the socket may make
 * every call.
 */
export function createAdminApi(services: ApiServices, metrics?: Metrics): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  for (const call of Object.keys(CALLS) as AdminCall[]) {
    app.post(`${ADMIN_PATH}${call}`, (c) => answerCall(services, { c, call }))
    app.all(`${ADMIN_PATH}${call}`, () => refuseAllBut('POST'))
  }
  if (metrics !== undefined) {
    app.get(METRICS_PATH, () => answerMetrics(metrics))
    app.all(METRICS_PATH, () => refuseAllBut('GET'))
  }
  app.notFound(() => answer({ code: '404', desc: 'no admin call has this name' }, { status: 404 }))
  app.onError((error, c) => answerFailure(services, { c, family: undefined, name: 'admin socket', error }))
  return app
}

async function answerCall<Call extends AdminCall>(
  services: ApiServices,
  asked: { c: ApiRequest; call: Call },
): Promise<Response> {
  try {
    const { message } = await readMessage(asked.c, ADMIN_CALLS[asked.call].request)
    // The table of schemas and the table of calls have the same keys; TypeScript does not follow that through a union.
    const run = CALLS[asked.call] as (services: ApiServices, request: unknown) => Promise<object>
    return answer(await run(services, message))
  } catch (error) {
    return answerFailure(services, { c: asked.c, family: undefined, name: `admin ${asked.call}`, error })
  }
}

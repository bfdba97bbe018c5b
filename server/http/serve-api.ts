import type { RequestListener } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { answer } from './answer.ts'
import { createApi } from './api.ts'
import type { ApiServices } from './api-services.ts'
import type { ApiLimits } from './rate-limits.ts'

/** The API on a bare Node server: for `/api` and everything below it. */
export function serveApi(services: ApiServices, options: { limits?: ApiLimits } = {}): RequestListener {
  const app = createApi(() => services, options)
  const listen = getRequestListener(app.fetch, {
    // Next runs in this process and brings its own Request and Response.
    overrideGlobalObjects: false,
    // Only what the adapter itself refuses comes here: a target or a Host that is no URL.
    errorHandler: () =>
      answer({ code: '400', desc: 'the request line or its Host is not valid' }, { status: 400 }),
  })
  return (request, response) => void listen(request, response)
}

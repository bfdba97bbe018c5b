import { getRequestListener } from '@hono/node-server'

/**
 * The adapter's own `Response`, which keeps text as it is and writes it at once. The platform's `Response` makes a
 * stream of it first (docs/decisions/027-answers-without-a-stream.md). In all else both are the same, also for
 * `instanceof`.
 */
export const LightResponse = takeFromAdapter()

/**
 * The adapter exports the class only by replacing the global one. This function restores the globals, because Next
 * needs them.
 */
function takeFromAdapter(): typeof Response {
  const { Request: request, Response: response } = Object.getOwnPropertyDescriptors(globalThis)
  getRequestListener(() => new Response())
  const light = globalThis.Response
  Object.defineProperties(globalThis, { Request: request, Response: response })
  return light
}

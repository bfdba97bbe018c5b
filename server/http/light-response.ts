import { getRequestListener } from '@hono/node-server'

/**
 * The adapter's own answer, which keeps text as it is and is written in one go: the platform's makes a stream of it first
 * (docs/decisions/027-answers-without-a-stream.md). Else it is a `Response`, also to whoever asks with `instanceof`.
 */
export const LightResponse = takeFromAdapter()

/** The adapter gives it away only by putting it in the place of the global one: that is put back, since Next needs it. */
function takeFromAdapter(): typeof Response {
  const { Request: request, Response: response } = Object.getOwnPropertyDescriptors(globalThis)
  getRequestListener(() => new Response())
  const light = globalThis.Response
  Object.defineProperties(globalThis, { Request: request, Response: response })
  return light
}

import type { RouteConfig } from '@hono/zod-openapi'
import { TRACEPARENT } from '#protocol'
import type { SubmissionDoor } from '#server/core/notifications/submission-queue.ts'
import { NOT_TRACED, type SubmissionTrace } from '#server/core/tracing.ts'
import type { Api, ApiRequest } from './api-services.ts'
import { refuseQuery } from './elements.ts'
import { answerFailure, type Family, isRegistration } from './error-answer.ts'
import { isHead } from './head-request.ts'
import { refuseMethod } from './refuse-method.ts'
import { noteRoute, senderOf } from './request-route.ts'

const UNEXPECTED = { description: 'A defect of the server; the answer contains the id of the request' }

export type Operation = {
  /** Describes the operation. The path is in OpenAPI's spelling, without the prefix. */
  route: RouteConfig
  family: Family
  /** `WWW-Authenticate` of its 401. By default it is the family's. */
  challenge?: string
  /** The door of submissions, if the operation takes them: its answers are counted. */
  door?: SubmissionDoor
  /**
   * Answers, or throws an `AoiError`. It reads and checks its own input, by `readMessage`, `readQuery` and `readPath`.
   * Without a door there is no trace.
   */
  run: (c: ApiRequest, trace: SubmissionTrace) => Promise<Response> | Response
}

/** Adds an operation to the API and to its description, so that each operation is always in both. */
export function addOperation(api: Api, operation: Operation): void {
  const { route, family, challenge, door, run } = operation
  const responses = isRegistration(family) ? route.responses : { ...route.responses, 500: UNEXPECTED }
  const described = { ...route, responses, path: `${api.prefix}${route.path}` }
  const path = described.path.replaceAll(/\{(.+?)\}/g, ':$1')
  const method = route.method.toUpperCase()
  const methods = api.methods.get(path) ?? new Set()
  api.methods.set(path, methods.add(method))
  // A GET that takes a submission changes something, so HEAD must not do the same.
  if (method === 'GET' && door === undefined) methods.add('HEAD')
  api.app.openAPIRegistry.registerPath(described)
  const name = `${method} ${path}`
  const respond = async (c: ApiRequest, trace: SubmissionTrace): Promise<Response> => {
    try {
      if (family !== undefined && route.request?.query === undefined) refuseQuery(c)
      return await run(c, trace)
    } catch (error) {
      return answerFailure(api.findServices(), { c, family, challenge, name, error })
    }
  }
  api.app.on(method, path, async (c) => {
    noteRoute(c.env.incoming, path)
    if (door === undefined) return respond(c, NOT_TRACED)
    if (isHead(c)) return refuseMethod(methods)
    const context = api.findServices()?.context
    const traced = { name, method, route: path, traceparent: c.req.header(TRACEPARENT) }
    const trace = context?.tracing.begin(traced) ?? NOT_TRACED
    const answered = await respond(c, trace)
    context?.submissions.answered(door, answered.status)
    context?.statistics.countAnswer(senderOf(c.env.incoming), answered.status)
    trace.spans?.end(answered.status)
    return answered
  })
}

import { z } from 'zod'
import { DASHBOARD_OPERATIONS, type DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import { SERVER_TIME_HEADER } from '#protocol/dashboard/server-time.ts'
import type { OperatorSession } from '#server/core/operators/operators.ts'
import { answer, answerNothing } from '../answer.ts'
import type { Api, ApiRequest, ApiServices } from '../api-services.ts'
import { readPath, readQuery } from '../elements.ts'
import { answerFailure } from '../error-answer.ts'
import { readMessage } from '../message.ts'
import { noteRoute } from '../request-route.ts'
import { admit } from './admit.ts'

const nothing = z.strictObject({})

/** The input of an operation, all of it checked. */
type DashboardRequest<Path extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> = {
  services: ApiServices
  session: OperatorSession
  path: z.output<Path>
  query: z.output<Query>
  body: z.output<Body>
}

type Definition<Path extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> = {
  operation: DashboardOperationName
  /** Left out if the operation takes none. The same holds for `query` and `body`. */
  path?: Path
  query?: Query
  body?: Body
  /** Returns the JSON object to answer, a whole response, or `undefined` for 204. Throws `AoiError`. */
  run: (asked: DashboardRequest<Path, Query, Body>) => Promise<object | Response | undefined> | object
}

/** An operation below `/api/dashboard`, ready to be added to the API. */
export type DashboardRoute = { operation: DashboardOperationName; addTo: (api: Api) => void }

type Nothing = typeof nothing

/**
 * Defines an operation of the dashboard's API. It admits the operator by the manifest before it reads anything, checks
 * path, query and body by strict schemas, and then runs. These operations serve only the pages of this server, so the
 * public description leaves them out.
 */
export function dashboardRoute<
  Path extends z.ZodType = Nothing,
  Query extends z.ZodType = Nothing,
  Body extends z.ZodType = Nothing,
>(definition: Definition<Path, Query, Body>): DashboardRoute {
  const { operation, run } = definition
  const { method, path } = DASHBOARD_OPERATIONS[operation]
  const serve = async (api: Api, c: ApiRequest): Promise<Response> => {
    try {
      const services = api.services()
      const session = await admit({ services, c, operation })
      const asker = { party: session.operator.id, signal: c.req.raw.signal }
      const asked = {
        services: { ...services, context: { ...services.context, asker } },
        session,
        path: readPath(c, definition.path ?? nothing) as z.output<Path>,
        query: readQuery(c, definition.query ?? nothing) as z.output<Query>,
        body: (definition.body === undefined
          ? {}
          : (await readMessage(c, definition.body)).message) as z.output<Body>,
      }
      const answered = await run(asked)
      if (answered === undefined) return answerNothing()
      if (!(answered instanceof Response)) return answer(answered)
      // Nobody reads the body of an answer to HEAD, so the stream would never end by itself.
      if (c.req.raw.method === 'HEAD') await answered.body?.cancel()
      return answered
    } catch (error) {
      return answerFailure(api.findServices(), { c, family: undefined, name: operation, error })
    }
  }
  return {
    operation,
    addTo: (api) => {
      const pattern = `${api.prefix}/dashboard${path.replaceAll(/\{(.+?)\}/g, ':$1')}`
      const methods = api.methods.get(pattern) ?? new Set()
      api.methods.set(pattern, methods.add(method.toUpperCase()))
      api.app.on(method.toUpperCase(), pattern, async (c) => {
        noteRoute(c.env.incoming, pattern)
        return addServerTime(api, await serve(api, c))
      })
    },
  }
}

function addServerTime(api: Api, answered: Response): Response {
  const now = api.findServices()?.context.clock.now()
  if (now !== undefined) answered.headers.set(SERVER_TIME_HEADER, String(now))
  return answered
}

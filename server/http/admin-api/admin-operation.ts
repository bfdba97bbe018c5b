import { createRoute, z } from '@hono/zod-openapi'
import type { AdminScope } from '#protocol/admin-scopes.ts'
import { actorOfKey, authenticateAdminKey, requireScope } from '#server/core/admin-keys/admin-keys.ts'
import { answer, answerNothing } from '../answer.ts'
import type { Api, ApiRequest, ApiServices } from '../api-services.ts'
import { countingFailures } from '../credentials.ts'
import { jsonAnswer, jsonBody, retryHeaders } from '../described.ts'
import { readPath, readQuery } from '../elements.ts'
import { readMessage } from '../message.ts'
import { addOperation } from '../operation.ts'

const nothing = z.strictObject({})
type Nothing = typeof nothing

const ERRORS = {
  '400': 'An element is not valid, or the last admin would be gone',
  '401': 'No valid admin key',
  '403': 'The admin key lacks the scope',
  '404': 'No such thing',
  '409': 'It exists; `parameters.id` names it',
  '429': 'Too many requests with this admin key, or too many such things',
  '503': 'Temporarily unavailable',
} as const
type ErrorCode = keyof typeof ERRORS
const ALWAYS: readonly ErrorCode[] = ['400', '401', '403', '429', '503']

const errorSchema = z.strictObject({
  code: z.string(),
  desc: z.string(),
  reason: z.string().optional(),
  parameters: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  retryAfter: z.int().positive().optional(),
})

type Asked<Path extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> = {
  services: ApiServices
  /** The name of the admin key in the audit. */
  actor: string
  path: z.output<Path>
  query: z.output<Query>
  body: z.output<Body>
}

type Definition<Path extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> = {
  method: 'get' | 'post' | 'patch' | 'delete'
  /** Below `/api/v1/admin`, in OpenAPI's spelling. */
  path: string
  operationId: string
  scope: AdminScope
  summary: string
  description: string
  params?: Path
  query?: Query
  body?: { schema: Body; example: unknown }
  /** Unset: 204 without a body. */
  answers?: { status: 200 | 201; description: string; schema: z.ZodType; example: unknown }
  errors?: readonly ErrorCode[]
  /** Returns the JSON object to answer, or `undefined` for 204. Throws `AoiError`. */
  run: (asked: Asked<Path, Query, Body>) => Promise<object | undefined>
}

/**
 * Returns a function that adds an operation of the admin API. It checks the admin key and its scope before it reads
 * anything else, and runs the verb that the dashboard runs.
 */
export function adminOperation<
  Path extends z.ZodType = Nothing,
  Query extends z.ZodType = Nothing,
  Body extends z.ZodType = Nothing,
>(definition: Definition<Path, Query, Body>): (api: Api) => void {
  const { params, query, body, answers, run, scope } = definition
  const route = describe(definition)
  return (api) =>
    addOperation(api, {
      ...{ route, family: undefined, challenge: 'Bearer realm="admin"' },
      run: async (c) => {
        const services = api.services()
        const actor = await authorize(api, { c, scope })
        const found = await run({
          ...{ services, actor },
          path: readPath(c, params ?? nothing) as z.output<Path>,
          query: readQuery(c, query ?? nothing) as z.output<Query>,
          body: (body === undefined ? {} : (await readMessage(c, body.schema)).message) as z.output<Body>,
        })
        return found === undefined ? answerNothing() : answer(found, { status: answers?.status ?? 200 })
      },
    })
}

/** Returns the actor. Throws `unauthorized`, `forbidden` and `tooMany`. */
async function authorize(api: Api, { c, scope }: { c: ApiRequest; scope: AdminScope }): Promise<string> {
  const [, presented] = /^Bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '') ?? []
  const key = await countingFailures(api, {
    c,
    signIn: () => authenticateAdminKey(api.services().context, presented),
  })
  await api.limits.countAdmin(key.id)
  requireScope(key, scope)
  return actorOfKey(key)
}

function describe(definition: Omit<Definition<z.ZodType, z.ZodType, z.ZodType>, 'run'>) {
  const { method, path, operationId, scope, summary, description, params, query, body, answers } = definition
  const errors = Object.fromEntries(
    [...ALWAYS, ...(definition.errors ?? [])].map((code) => {
      const example = { code, desc: ERRORS[code] }
      const isTemporary = code === '429' || code === '503'
      const content = jsonAnswer(ERRORS[code], { schema: errorSchema, example })
      return [code, { ...content, ...(isTemporary ? { headers: retryHeaders } : {}) }]
    }),
  )
  const done =
    answers === undefined
      ? { 204: { description: 'Done' } }
      : { [answers.status]: jsonAnswer(answers.description, contentOf(answers)) }
  return createRoute({
    ...{ method, path: `/v1/admin${path}`, operationId, tags: ['Admin'], summary },
    description: `${description} Scope: \`${scope}\`.`,
    security: [{ adminKey: [] }],
    request: {
      ...(params === undefined ? {} : { params: params as z.ZodObject }),
      ...(query === undefined ? {} : { query: query as z.ZodObject }),
      ...(body === undefined ? {} : { body: jsonBody(body) }),
    },
    responses: { ...done, ...errors },
  })
}

function contentOf({ schema, example }: { schema: z.ZodType; example: unknown }) {
  return { schema, example }
}

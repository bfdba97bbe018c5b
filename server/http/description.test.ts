import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createApi } from './api.ts'

type Content = { 'application/json'?: { schema: Record<string, unknown>; example: unknown } }
type Operation = {
  operationId: string
  summary?: string
  description?: string
  tags?: string[]
  security?: object[]
  parameters?: { in: string; name: string }[]
  requestBody?: { content: Content }
  responses: Record<string, { description: string; content?: Content; headers?: object }>
}
type Description = {
  paths: Record<string, Record<string, Operation>>
  components: { securitySchemes: object }
}

const app = createApi(() => undefined)
const description = (await (await app.request('/api/openapi.json', {}, {})).json()) as Description
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
)

describe('the description', () => {
  it('names every route of the app, and no other', () => {
    const routes = app.routes
      .filter(({ method, path }) => method !== 'ALL' && !/^\/api\/(dashboard|auth)\//.test(path))
      .map((route) => `${route.method} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`)
    const described = operations.map(({ method, path }) => `${method} ${path}`)
    expect(described.sort()).toEqual(routes.sort())
    expect(described).toHaveLength(84)
  })

  it.each(operations)(
    '$method $path has a summary, its permission, and its answers',
    ({ path, operation }) => {
      const {
        summary,
        description: text,
        tags,
        operationId,
        security,
        responses,
        parameters = [],
      } = operation
      for (const said of [summary, text, operationId, tags?.[0]]) expect(said).toBeTruthy()
      if (path.startsWith('/api/v1') && operationId !== 'registerAoiClient') {
        const credential = { 'AOI-3': 'apiKey', Admin: 'adminKey' }[tags?.[0] ?? ''] ?? 'aoiClient'
        expect(security).toEqual([{ [credential]: [] }])
        expect(Object.keys(responses)).toEqual(expect.arrayContaining(['400', '401', '503']))
      }
      const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)
      expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
      for (const code of ['429', '503']) {
        const answer = responses[code]
        if (answer !== undefined && path.startsWith('/api/v1'))
          expect(answer.headers).toHaveProperty('Retry-After')
      }
    },
  )

  it.each(operations)('$method $path has examples that fit its schemas', ({ operation }) => {
    const contents = [
      operation.requestBody?.content,
      ...Object.values(operation.responses).map(({ content }) => content),
    ]
    for (const json of contents
      .map((content) => content?.['application/json'])
      .filter((found) => found !== undefined)) {
      expect(json.example).toBeDefined()
      expect(() => z.fromJSONSchema(json.schema).parse(json.example)).not.toThrow()
    }
  })

  it('describes every credential', () => {
    expect(description.components.securitySchemes).toMatchObject({
      apiKey: { type: 'http', scheme: 'bearer' },
      adminKey: { type: 'http', scheme: 'bearer' },
      aoiClient: { type: 'http', scheme: 'basic' },
    })
  })
})

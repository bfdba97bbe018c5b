/** An operation of the API as its description has it, without the unused fields. */
export type DescribedOperation = {
  id: string
  method: string
  path: string
  tag: string
  summary: string
  description: string
  needs: 'apiKey' | 'aoiClient' | undefined
  parameters: { name: string; place: string; required: boolean; description: string }[]
  body: unknown
  answers: { status: string; description: string; example: unknown }[]
}

type Media = { content?: { 'application/json'?: { example?: unknown } } }

type Operation = {
  operationId?: string
  summary?: string
  description?: string
  tags?: string[]
  security?: Record<string, unknown>[]
  parameters?: {
    name: string
    in: string
    required?: boolean
    description?: string
    schema?: { description?: string }
  }[]
  requestBody?: Media
  responses?: Record<string, { description?: string } & Media>
}

export type ApiDescription = {
  info: { title: string; description?: string }
  tags?: { name: string; description?: string }[]
  paths: Record<string, Record<string, Operation>>
}

/** Lists every operation of the description, in its order. */
export function listOperations({ paths }: ApiDescription): DescribedOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      id: described.operationId ?? `${method} ${path}`,
      method: method.toUpperCase(),
      path,
      tag: described.tags?.[0] ?? '',
      summary: described.summary ?? '',
      description: described.description ?? '',
      needs: needsOf(described),
      parameters: (described.parameters ?? []).map(({ name, in: place, required = false, ...parameter }) => ({
        ...{ name, place, required },
        description: parameter.description ?? parameter.schema?.description ?? '',
      })),
      body: exampleOf(described.requestBody),
      answers: Object.entries(described.responses ?? {}).map(([status, answer]) => ({
        ...{ status, description: answer.description ?? '', example: exampleOf(answer) },
      })),
    })),
  )
}

function needsOf({ security = [] }: Operation): DescribedOperation['needs'] {
  const names = security.flatMap((scheme) => Object.keys(scheme))
  return (['apiKey', 'aoiClient'] as const).find((name) => names.includes(name))
}

function exampleOf(media: Media | undefined): unknown {
  return media?.content?.['application/json']?.example
}

import { createRoute, z } from '@hono/zod-openapi'
import { answer } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { jsonAnswer } from '../described.ts'
import { addOperation } from '../operation.ts'

const route = createRoute({
  method: 'get',
  path: '/openapi.json',
  operationId: 'getDescription',
  tags: ['Operations'],
  summary: 'Get this description',
  description: 'OpenAPI 3.1, generated from the schemas that check the requests.',
  responses: {
    200: jsonAnswer('The description', {
      schema: z.looseObject({ openapi: z.string() }),
      example: { openapi: '3.1.0' },
    }),
  },
})

const CONFIG = {
  openapi: '3.1.0',
  info: {
    title: 'AOI Server',
    version: '1',
    description:
      'AOI-2 registration (for AOI Clients) and AOI-3 sending (for Server Applications), and administration by tools. The HTTP status equals the code of the message. The desc of an error describes the fault.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  tags: [
    { name: 'AOI-2', description: 'AOI Client to AOI Server' },
    { name: 'AOI-3', description: 'Server Application to AOI Server' },
    { name: 'Web Push', description: 'Senders of Web Push, UnifiedPush and Matrix to AOI Server' },
    { name: 'Admin', description: 'Tools of operators, such as Ansible and Terraform, to AOI Server' },
    { name: 'Operations', description: 'Operators and their tools to AOI Server' },
  ],
}

/** `GET /api/openapi.json`. It also names the security schemes. Add it after every other operation. */
export function addDescription(api: Api): void {
  const { openAPIRegistry } = api.app
  openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key of a Server Application: aoi_sk_<id>_<secret>',
  })
  openAPIRegistry.registerComponent('securitySchemes', 'adminKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An admin key with the scope of the operation: aoi_ak_<id>_<secret>',
  })
  openAPIRegistry.registerComponent('securitySchemes', 'aoiClient', {
    type: 'http',
    scheme: 'basic',
    description: 'The aoiClientId and aoiClientSecret of an AOI Client',
  })
  let description: object | undefined
  addOperation(api, {
    route,
    family: undefined,
    run: () => {
      description ??= api.app.getOpenAPI31Document({ ...CONFIG, servers: serversOf(api) })
      return answer(description)
    },
  })
}

/** The description of a document alone, without a server, names none of its own. */
function serversOf(api: Api): { url: string; description: string }[] {
  const url = api.findServices()?.context.settings.basePath || '/'
  return [{ url, description: 'This AOI Server' }]
}

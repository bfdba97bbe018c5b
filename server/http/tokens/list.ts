import { createRoute, z } from '@hono/zod-openapi'
import { applicationNameSchema, type Tokens, tokensSchema } from '#protocol'
import type { TokenRow } from '#server/core/store.ts'
import { listTokens } from '#server/core/tokens/list-tokens.ts'
import { answer } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { requireApiKey } from '../credentials.ts'
import { jsonAnswer, notificationErrors } from '../described.ts'
import { pageOf, pageQuery, readQuery } from '../elements.ts'
import { EXAMPLES } from '../examples.ts'
import { addOperation } from '../operation.ts'

const { clientAppToken, applicationName: ApplicationName } = EXAMPLES
const querySchema = z.strictObject({
  applicationName: applicationNameSchema.optional().meta({ example: ApplicationName }),
  ...pageQuery,
})

const route = createRoute({
  method: 'get',
  path: '/v1/tokens',
  operationId: 'listTokens',
  tags: ['AOI-3'],
  summary: 'List the Client App Tokens that the API key may address',
  description:
    'The direct way to learn the tokens; the other is the registration response, which the app passes on. The list counts the members of a token and does not name them. A page has at most 1000 tokens, and `nextCursor` if more follow.',
  security: [{ apiKey: [] }],
  request: { query: querySchema },
  responses: {
    200: jsonAnswer('A page of tokens', {
      schema: tokensSchema,
      example: {
        tokens: [{ clientAppToken, ApplicationName, kind: 'shared', members: 3, online: 2, headSeq: 7 }],
      },
    }),
    ...notificationErrors(['400', '401', '403', '429', '503']),
  },
})

/** `GET /api/v1/tokens` */
export function addListTokens(api: Api): void {
  addOperation(api, {
    route,
    family: 'notificationRes',
    run: async (c) => {
      const { context, presence } = api.services()
      const scope = await requireApiKey(api, c)
      const { applicationName, ...page } = readQuery(c, querySchema)
      const filter = applicationName === undefined ? {} : { applicationName }
      const { rows, nextCursor } = await listTokens(context, { scope, ...pageOf(page), ...filter })
      const online = await presence.countOnline(rows.map(({ tokenId }) => tokenId))
      const toToken = ({
        clientAppToken,
        applicationName: ApplicationName,
        kind,
        members,
        headSeq,
        tokenId,
      }: TokenRow) => ({
        ...{ clientAppToken, ApplicationName, kind, members, headSeq },
        online: online.get(tokenId) ?? 0,
      })
      const tokens: Tokens = {
        tokens: rows.map(toToken),
        ...(nextCursor === undefined ? {} : { nextCursor }),
      }
      return answer(tokens)
    },
  })
}

import { findingPathSchema, muteReqSchema } from '#protocol/dashboard/findings.ts'
import { findingsPageSchema, findingsQuerySchema } from '#protocol/dashboard/lists/findings.ts'
import { acknowledgeFinding, muteFinding, unmuteFinding } from '#server/core/findings/change-finding.ts'
import { listFindings } from '#server/core/findings/list-findings.ts'
import { EXAMPLES } from '../examples.ts'
import { adminOperation } from './admin-operation.ts'

const example = {
  ...{ id: '0123456789abcdef', kind: 'keyEnds', subject: '0123456789abcdef', state: 'open' },
  ...{ since: EXAMPLES.acceptedAt, count: 1, detail: 'newsroom' },
}

/** Findings, and the acts on them. */
export const findingOperations = [
  adminOperation({
    ...{ method: 'get', path: '/findings', operationId: 'listFindings', scope: 'findings:read' },
    summary: 'List findings',
    description: 'Also resolved ones, the newest first.',
    query: findingsQuerySchema,
    answers: {
      ...{ status: 200, description: 'A page of findings', schema: findingsPageSchema },
      example: { rows: [example] },
    },
    run: ({ services: { context }, query }) => listFindings(context, query),
  }),
  adminOperation({
    ...{ method: 'post', path: '/findings/{id}/acknowledge', operationId: 'acknowledgeFinding' },
    scope: 'findings:write',
    summary: 'Acknowledge a finding',
    description: 'Operators see that it is known. `400` if it is resolved.',
    params: findingPathSchema,
    errors: ['404'],
    run: async ({ services: { context }, actor, path }) => {
      await acknowledgeFinding(context, { actor, ...path })
      return undefined
    },
  }),
  adminOperation({
    ...{ method: 'post', path: '/findings/{id}/mute', operationId: 'muteFinding', scope: 'findings:write' },
    summary: 'Mute a finding',
    description:
      'It is open again after these seconds, unless it is resolved by then. `400` if it is resolved.',
    params: findingPathSchema,
    body: { schema: muteReqSchema, example: { seconds: 3600 } },
    errors: ['404'],
    run: async ({ services: { context }, actor, path, body }) => {
      await muteFinding(context, { actor, ...path, ...body })
      return undefined
    },
  }),
  adminOperation({
    ...{ method: 'post', path: '/findings/{id}/unmute', operationId: 'unmuteFinding' },
    scope: 'findings:write',
    summary: 'End the mute of a finding',
    description: '`400` if it is resolved.',
    params: findingPathSchema,
    errors: ['404'],
    run: async ({ services: { context }, actor, path }) => {
      await unmuteFinding(context, { actor, ...path })
      return undefined
    },
  }),
]

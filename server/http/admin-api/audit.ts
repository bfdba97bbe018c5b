import { auditPageSchema, auditQuerySchema } from '#protocol/dashboard/lists/audit.ts'
import { listAudit } from '#server/core/dashboard/lists.ts'
import { EXAMPLES } from '../examples.ts'
import { adminOperation } from './admin-operation.ts'

/** The audit. */
export const auditOperations = [
  adminOperation({
    ...{ method: 'get', path: '/audit', operationId: 'listAudit', scope: 'audit:read' },
    summary: 'List entries of the audit',
    description: 'The newest first. `action` is the beginning of an action, such as `apiKey`.',
    query: auditQuerySchema,
    answers: {
      ...{ status: 200, description: 'A page of entries', schema: auditPageSchema },
      example: {
        rows: [
          {
            ...{ id: 1, at: EXAMPLES.acceptedAt, actor: 'ada@example.com', action: 'apiKey.create' },
            ...{ subject: '0123456789abcdef', detail: 'newsroom' },
          },
        ],
      },
    },
    run: ({ services: { context }, query }) => listAudit(context, query),
  }),
]

import {
  serverApplicationsPageSchema,
  serverApplicationsQuerySchema,
} from '#protocol/dashboard/lists/applications.ts'
import { listServerApplications } from '#server/core/dashboard/lists.ts'
import { EXAMPLES } from '../examples.ts'
import { adminOperation } from './admin-operation.ts'

/** Server Applications. The first API key of a name makes one. */
export const applicationOperations = [
  adminOperation({
    ...{ method: 'get', path: '/applications', operationId: 'listServerApplications' },
    scope: 'applications:read',
    summary: 'List Server Applications',
    description: 'With their API keys. They are made by their first API key.',
    query: serverApplicationsQuerySchema,
    answers: {
      ...{ status: 200, description: 'A page of Server Applications', schema: serverApplicationsPageSchema },
      example: {
        rows: [
          {
            ...{ id: '019a0d5e', name: 'newsroom', createdAt: EXAMPLES.acceptedAt, sentLastHour: 12 },
            keys: [
              {
                ...{ id: '0123456789abcdef', grants: [EXAMPLES.applicationName] },
                createdAt: EXAMPLES.acceptedAt,
              },
            ],
          },
        ],
      },
    },
    run: ({ services: { context }, query }) => listServerApplications(context, query),
  }),
]

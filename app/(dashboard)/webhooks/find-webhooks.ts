import { WEBHOOK_LIST } from '#components/webhooks/filters.ts'
import { webhooksQuerySchema } from '#protocol/dashboard/lists/webhooks.ts'
import type { Role } from '#protocol/dashboard/roles.ts'
import { listWebhooks } from '#server/core/dashboard/webhooks.ts'
import { findFirstPage, type Search } from '../../find-first-page.ts'

export function findWebhooks(search: Search, role: Role) {
  return findFirstPage({
    address: WEBHOOK_LIST,
    views: 'webhooks',
    search,
    schema: webhooksQuerySchema,
    read: ({ context }, query) => listWebhooks(context, { ...query, role }),
  })
}

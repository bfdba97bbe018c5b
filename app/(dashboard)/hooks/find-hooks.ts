import { HOOK_LIST } from '#components/hooks/filters.ts'
import { hooksQuerySchema } from '#protocol/dashboard/lists/hooks.ts'
import { listHooks } from '#server/core/dashboard/hooks.ts'
import { findFirstPage, type Search } from '../../find-first-page.ts'

export function findHooks(search: Search) {
  return findFirstPage({
    address: HOOK_LIST,
    views: 'hooks',
    search,
    schema: hooksQuerySchema,
    read: ({ context }, query) => listHooks(context, query),
  })
}

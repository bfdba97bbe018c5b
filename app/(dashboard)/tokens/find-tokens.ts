import { TOKEN_LIST } from '#components/tokens/filters.ts'
import { tokensQuerySchema } from '#protocol/dashboard/lists/tokens.ts'
import { listTokens } from '#server/core/dashboard/lists.ts'
import { findFirstPage, type Search } from '../../find-first-page.ts'

export function findTokens(search: Search) {
  return findFirstPage({
    address: TOKEN_LIST,
    views: 'tokens',
    search,
    schema: tokensQuerySchema,
    read: ({ context, presence }, query) => listTokens(context, { query, presence }),
  })
}

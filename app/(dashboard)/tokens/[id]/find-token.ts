import { MEMBER_LIST } from '#components/tokens/filters.ts'
import { rowIdSchema } from '#protocol/dashboard/lists/page.ts'
import { membersQuerySchema, type TokenListRow } from '#protocol/dashboard/lists/tokens.ts'
import { listMembers, listNotifications, readToken } from '#server/core/dashboard/lists.ts'
import { isAoiError } from '#server/core/errors.ts'
import { findServices, type Services } from '#server/services.ts'
import { findFirstPage, type Search } from '../../../find-first-page.ts'

const SHOWN_NOTIFICATIONS = 10

/** Returns a token with the first page of its members and its last notifications; `undefined` if there is none. */
export async function findToken(id: string, search: Search) {
  const services = findServices()
  const tokenId = rowIdSchema.safeParse(id)
  if (services === undefined || !tokenId.success) return undefined
  const token = await readOrNothing(services, tokenId.data)
  if (token === undefined) return undefined
  const { rows } = await listNotifications(services.context, {
    tokenId: tokenId.data,
    limit: SHOWN_NOTIFICATIONS,
  })
  const members = await findFirstPage({
    address: MEMBER_LIST,
    search,
    schema: membersQuerySchema,
    read: ({ context, presence }, query) => listMembers(context, { tokenId: tokenId.data, query, presence }),
  })
  return { token, members, notifications: rows }
}

async function readOrNothing(
  { context, presence }: Services,
  tokenId: number,
): Promise<TokenListRow | undefined> {
  try {
    return await readToken(context, { tokenId, presence })
  } catch (error) {
    if (isAoiError(error) && error.code === 'notFound') return undefined
    throw error
  }
}

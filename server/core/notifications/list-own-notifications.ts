import type { NotificationStatusName } from '#protocol'
import type { Context } from '../context.ts'
import type { ListedNotification, NotificationWhere } from '../dashboard/dashboard-store.ts'
import { searchList } from '../dashboard/search.ts'
import { AoiError } from '../errors.ts'
import type { ScheduledRow } from '../schedule/schedule-store.ts'
import { isGranted } from '../server-applications/grants.ts'
import { isInScope, mayUseToken } from '../server-applications/key-scope.ts'
import type { ApiKey, Page, PageRequest } from '../store.ts'

/** The notifications of a sender to list. Times are Unix ms: of acceptance, or of delivery for scheduled ones. */
export type OwnFilter = {
  clientAppToken?: string | undefined
  topic?: string | undefined
  status?: NotificationStatusName | undefined
  from?: number | undefined
  to?: number | undefined
}

export type OwnNotification =
  | { kind: 'logged'; row: ListedNotification }
  | { kind: 'scheduled'; row: ScheduledRow }

type Input = { apiKey: ApiKey; filter: OwnFilter; page: PageRequest; signal: AbortSignal }

/**
 * Lists the notifications that the API key's Server Application sent, the newest first; with the status `scheduled` those
 * that wait, the next first. Filters skip rows, so a page may be short and still have a `nextCursor`. Throws `notFound`
 * (token), `invalid` (cursor), `tooMany` and `unavailable`.
 */
export async function listOwnNotifications(ctx: Context, input: Input): Promise<Page<OwnNotification>> {
  const { apiKey, filter } = input
  const tokenId = await findTokenId(ctx, input)
  const isOwn = ({ row }: OwnNotification) => isInScope(apiKey, row)
  const { rows, nextCursor } = await (filter.status === 'scheduled'
    ? listScheduled(ctx, { ...input, tokenId })
    : listLogged(ctx, { ...input, tokenId }))
  return { rows: rows.filter(isOwn), ...(nextCursor !== undefined && { nextCursor }) }
}

/** Unknown and foreign tokens get the same answer, which tells nothing about either. */
async function findTokenId(ctx: Context, { apiKey, filter }: Input): Promise<number | undefined> {
  if (filter.clientAppToken === undefined) return undefined
  const token = await ctx.store.findToken(filter.clientAppToken)
  if (
    token === undefined ||
    !isGranted(apiKey.grants, token.applicationName) ||
    !mayUseToken(apiKey, token.clientAppToken)
  )
    throw new AoiError(
      'notFound',
      'clientAppToken: no such token belongs to an application that the API key may address',
    )
  return token.tokenId
}

type Listing = Input & { tokenId: number | undefined }

async function listScheduled(
  ctx: Context,
  { apiKey, filter, page, tokenId }: Listing,
): Promise<Page<OwnNotification>> {
  const { topic, from, to } = filter
  const where = { serverApplicationId: apiKey.serverApplicationId, tokenId, topic, from, to, isWaiting: true }
  const { rows, nextCursor } = await ctx.schedule.list({ ...page, where })
  return {
    rows: rows.map((row) => ({ kind: 'scheduled', row })),
    ...(nextCursor !== undefined && { nextCursor }),
  }
}

async function listLogged(ctx: Context, listing: Listing): Promise<Page<OwnNotification>> {
  const { apiKey, page, signal } = listing
  const filter = toWhere(listing)
  const now = ctx.clock.now()
  const asker = { party: `API key ${apiKey.id}`, signal }
  const { rows, nextCursor } = await searchList(
    { ...ctx, asker },
    {
      request: { cursor: page.cursor, limit: page.limit },
      step: (request) => ctx.dashboard.listNotifications({ ...request, filter, now, oldestFirst: false }),
    },
  )
  return {
    rows: rows.map((row) => ({ kind: 'logged', row })),
    ...(nextCursor !== undefined && { nextCursor }),
  }
}

function toWhere({ apiKey, filter, tokenId }: Listing): NotificationWhere {
  const { topic, status, from, to } = filter
  const [grant, ...others] = apiKey.grants
  return {
    serverApplicationId: apiKey.serverApplicationId,
    // A lone grant leads to the part of an index that holds only its applications.
    applicationName: others.length === 0 && tokenId === undefined ? grant : undefined,
    ...{ tokenId, topic, acceptedFrom: from, acceptedTo: to },
    state: status === 'scheduled' ? undefined : status,
  }
}

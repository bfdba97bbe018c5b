import { LIMITS, webPushHeadersSchema } from '#protocol'
import type {
  AoiClientFilter,
  AoiClientListRow,
  AoiClientsPage,
  AoiClientsQuery,
} from '#protocol/dashboard/lists/aoi-clients.ts'
import type {
  ServerApplicationsPage,
  ServerApplicationsQuery,
} from '#protocol/dashboard/lists/applications.ts'
import type { AuditPage, AuditQuery } from '#protocol/dashboard/lists/audit.ts'
import type {
  NotificationFilter,
  NotificationListRow,
  NotificationPayload,
  NotificationsPage,
  NotificationsQuery,
} from '#protocol/dashboard/lists/notifications.ts'
import type {
  RefusalsPage,
  RefusalsQuery,
  RegistrationsPage,
  RegistrationsQuery,
} from '#protocol/dashboard/lists/registrations.ts'
import type {
  MembersPage,
  MembersQuery,
  TokenFilter,
  TokenListRow,
  TokensPage,
  TokensQuery,
} from '#protocol/dashboard/lists/tokens.ts'
import { payloadTitle } from '#protocol/payload-title.ts'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import type { Presence } from '../presence.ts'
import { SIMULATION_APPLICATION } from '../simulations/simulation-application.ts'
import type {
  AoiClientWhere,
  AuditWhere,
  ListedAoiClient,
  ListPage,
  ListRequest,
  NotificationWhere,
  TokenWhere,
} from './dashboard-store.ts'
import { findTokenRevocation, toEndingRow } from './endings.ts'
import {
  toAoiClientRow,
  toAuditRow,
  toMemberRow,
  toNotificationRow,
  toRefusalRow,
  toRegistrationRow,
  toServerApplicationRow,
  toTokenRow,
} from './list-rows.ts'
import { searchList } from './search.ts'

/** The lists of the dashboard, one verb each. All throw `invalid` for a cursor that this server did not issue. */

/** With `withTitles`, adds the titles of the payloads. */
export async function listNotifications(
  ctx: Context,
  query: NotificationsQuery,
  { withTitles = false } = {},
): Promise<NotificationsPage> {
  const now = ctx.clock.now()
  const { cursor: _cursor, limit: _limit, sort, ...filter } = query
  const asked = { now, filter: whereOf(filter), oldestFirst: sort === 'oldest' }
  const page = await searchList(ctx, {
    request: placeOf(query),
    step: (place) => ctx.dashboard.listNotifications({ ...asked, ...place }),
  })
  const payloads = withTitles ? await ctx.dashboard.findPayloads(page.rows.map(({ id }) => id)) : undefined
  return withRows(page, (row) => {
    const title = payloadTitle(payloads?.get(row.id) ?? '')
    return { ...toNotificationRow(row, { now, pulse: ctx.pulse }), ...(title !== undefined && { title }) }
  })
}

/** Throws `notFound`. */
export async function readNotification(ctx: Context, { id }: { id: string }): Promise<NotificationListRow> {
  const now = ctx.clock.now()
  const page = await ctx.dashboard.listNotifications({ limit: 1, now, filter: { id }, oldestFirst: false })
  const [row] = page.rows
  if (row === undefined) throw new AoiError('notFound', 'id: no notification has this id')
  return toNotificationRow(row, { now, pulse: ctx.pulse })
}

/** Throws `notFound`. */
export async function readPayload(ctx: Context, { id }: { id: string }): Promise<NotificationPayload> {
  const found = await ctx.dashboard.findPayload(id)
  if (found === undefined) throw new AoiError('notFound', 'id: no notification has this id')
  const { payload, headers, erasedAt } = found
  if (erasedAt !== undefined)
    return { payload: '', encoding: 'erased', erasedAt: new Date(erasedAt).toISOString() }
  if (headers === undefined) return { payload, encoding: 'json' }
  const { encoding: contentEncoding, ...kept } = webPushHeadersSchema.parse(JSON.parse(headers))
  const { encryption, crypto_key: cryptoKey } = kept
  return {
    ...{ payload, encoding: 'base64url', bytes: Buffer.byteLength(payload, 'base64url'), contentEncoding },
    ...(encryption !== undefined && { encryption }),
    ...(cryptoKey !== undefined && { cryptoKey }),
  }
}

/** The part of a filter that the database evaluates. */
export function whereOf(filter: NotificationFilter): NotificationWhere {
  const { pending, acceptedFrom, acceptedTo, simulated, ...others } = filter
  const { applicationName, tokenId, id } = filter
  return {
    ...others,
    hidesSimulated: hidesSimulated({ simulated, applicationName, named: tokenId ?? id }),
    pending: pending === 'true' ? true : undefined,
    acceptedFrom: timeOf(acceptedFrom),
    acceptedTo: timeOf(acceptedTo),
  }
}

type WithPresence<Query> = { query: Query; presence: Presence }

export async function listTokens(
  ctx: Context,
  { query, presence }: WithPresence<TokensQuery>,
): Promise<TokensPage> {
  const filter = tokenWhereOf(query)
  const page = await searchList(ctx, {
    request: placeOf(query),
    step: (place) => ctx.dashboard.listTokens({ ...place, filter }),
  })
  const online = await presence.countOnline(page.rows.map(({ tokenId }) => tokenId))
  return withRows(page, (row) => toTokenRow(row, online.get(row.tokenId) ?? 0))
}

/** Returns the condition of the store for the filters of tokens. */
export function tokenWhereOf({
  applicationName,
  kind,
  fingerprint,
  members,
  simulated,
}: TokenFilter): TokenWhere {
  return {
    ...{ applicationName, kind, fingerprint },
    hasMembers: members === undefined ? undefined : members === 'some',
    hidesSimulated: hidesSimulated({ simulated, applicationName, named: fingerprint }),
  }
}

/** Throws `notFound`. */
export async function readToken(
  ctx: Context,
  { tokenId, presence }: { tokenId: number; presence: Presence },
): Promise<TokenListRow> {
  const row = await ctx.dashboard.findToken(tokenId)
  if (row === undefined) throw new AoiError('notFound', 'id: no token has this id')
  const shown = toTokenRow(row, (await presence.countOnline([tokenId])).get(tokenId) ?? 0)
  if (shown.members > 0) return shown
  const revoked = await findTokenRevocation(ctx, { tokenId, clientAppToken: row.clientAppToken })
  return revoked === undefined ? shown : { ...shown, revoked: toEndingRow(revoked) }
}

export async function listMembers(
  ctx: Context,
  { query, presence, tokenId }: WithPresence<MembersQuery> & { tokenId: number },
): Promise<MembersPage> {
  const page = await ctx.dashboard.listMembers({ ...placeOf(query), tokenId })
  return withRows(page, (row) => toMemberRow(row, presence.isOnline(row)))
}

export async function listAoiClients(
  ctx: Context,
  { query, presence }: WithPresence<AoiClientsQuery>,
): Promise<AoiClientsPage> {
  const { sort, ...asked } = query
  const filter = clientWhereOf(asked, presence)
  const page = await searchList(ctx, {
    request: placeOf(query),
    step: (place) => ctx.dashboard.listAoiClients({ ...place, filter, oldestFirst: sort === 'oldest' }),
  })
  return withRows(page, (row) => toAoiClientRow(row, isOnline(row, presence)))
}

/** Returns the condition of the store for the filters of AOI Clients. */
export function clientWhereOf(asked: AoiClientFilter, presence: Presence): AoiClientWhere {
  const { id, name, platform, label, online, notSeenSince, simulated } = asked
  // A connected client counts as seen now, whenever its session began.
  const wanted = online === undefined ? (notSeenSince === undefined ? undefined : false) : online === 'true'
  return {
    ...{ id, name, platform, label, notSeenSince: timeOf(notSeenSince) },
    hidesSimulated: hidesSimulated({ simulated, named: id }),
    accepts: wanted === undefined ? undefined : (client) => presence.isOnline(client) === wanted,
  }
}

/** Throws `notFound`, also for an AOI Client that has ended. */
export async function readAoiClient(
  ctx: Context,
  { aoiClientId, presence }: { aoiClientId: string; presence: Presence },
): Promise<AoiClientListRow> {
  const asked = { limit: 1, filter: { id: aoiClientId }, oldestFirst: true }
  const { rows } = await ctx.dashboard.listAoiClients(asked)
  const [row] = rows
  if (row?.id !== aoiClientId) throw new AoiError('notFound', 'id: no AOI Client has this id')
  return toAoiClientRow(row, isOnline(row, presence))
}

function isOnline({ id: aoiClientId, nodeId }: ListedAoiClient, presence: Presence): boolean {
  return presence.isOnline({ aoiClientId, nodeId })
}

export async function listRegistrations(ctx: Context, query: RegistrationsQuery): Promise<RegistrationsPage> {
  const { applicationName, aoiClientId, tokenId, state, simulated } = query
  const ended = state === undefined ? undefined : state === 'ended'
  const filter = {
    ...{ applicationName, aoiClientId, tokenId, ended },
    hidesSimulated: hidesSimulated({ simulated, applicationName, named: tokenId ?? aoiClientId }),
  }
  const page = await searchList(ctx, {
    request: placeOf(query),
    step: (place) => ctx.dashboard.listRegistrations({ ...place, filter }),
  })
  return withRows(page, toRegistrationRow)
}

export async function listRefusals(ctx: Context, query: RefusalsQuery): Promise<RefusalsPage> {
  const { code, applicationName, aoiClientId } = query
  const filter = { code, applicationName, aoiClientId, from: timeOf(query.from), to: timeOf(query.to) }
  const page = await searchList(ctx, {
    request: placeOf(query),
    step: (place) => ctx.dashboard.listRefusals({ ...place, filter }),
  })
  return withRows(page, toRefusalRow)
}

export async function listServerApplications(
  ctx: Context,
  query: ServerApplicationsQuery,
): Promise<ServerApplicationsPage> {
  const page = await ctx.dashboard.listServerApplications({
    ...placeOf(query),
    ...{ id: query.id, name: query.name },
    now: ctx.clock.now(),
  })
  return withRows(page, toServerApplicationRow)
}

export async function listAudit(ctx: Context, query: AuditQuery): Promise<AuditPage> {
  const filter = auditWhereOf(query)
  const page = await searchList(ctx, {
    request: placeOf(query),
    step: (place) => ctx.dashboard.listAudit({ ...place, filter }),
  })
  return withRows(page, toAuditRow)
}

/** Returns the condition of the store for the filters of the audit. */
export function auditWhereOf({
  actor,
  action,
  subject,
  from,
  to,
}: Omit<AuditQuery, 'cursor' | 'limit'>): AuditWhere {
  return { actor, action, subject, from: timeOf(from), to: timeOf(to) }
}

type SimulationFilter = {
  simulated?: 'true' | undefined
  applicationName?: string | undefined
  named: unknown
}

/** Hides simulated rows unless the query asks for them by its filter or names one. */
function hidesSimulated({ simulated, applicationName, named }: SimulationFilter): boolean {
  return simulated === undefined && applicationName !== SIMULATION_APPLICATION && named === undefined
}

function placeOf({
  cursor,
  limit,
}: {
  cursor?: string | undefined
  limit?: number | undefined
}): ListRequest {
  return { cursor, limit: limit ?? LIMITS.listRowsDefault }
}

function timeOf(at: string | undefined): number | undefined {
  return at === undefined ? undefined : Date.parse(at)
}

function withRows<Row, SimulationFilter>(
  page: ListPage<Row>,
  show: (row: Row) => SimulationFilter,
): ListPage<SimulationFilter> {
  return { ...page, rows: page.rows.map(show) }
}

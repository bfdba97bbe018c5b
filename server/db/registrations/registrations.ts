import { isDeepStrictEqual } from 'node:util'
import { LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import type {
  BrowserChannel,
  EndedRegistration,
  Membership,
  NewRegistration,
  Page,
  PageRequest,
  Registration,
  RegistrationRefusal,
} from '#server/core/store.ts'
import { tokenFingerprint } from '#server/core/token-fingerprint.ts'
import type { Connection, Database } from '../connection/database.ts'
import { decodeCursor, idPlace, makePage, rowsToRead } from '../connection/paging.ts'
import { recordMembers } from '../events/member-events.ts'
import { lockAoiClient, noteSeen, searchAgain } from './aoi-clients.ts'
import { putSubscription, toServiceState } from './push-subscriptions.ts'
import { endRegistrations, selectRegistrations } from './registration-statements.ts'
import { type LockedToken, lockTokens } from './token-statements.ts'

export async function register(
  database: Database,
  input: NewRegistration,
): Promise<Registration & { created: boolean }> {
  const { aoiClientId, at } = input
  return database.write(async (tx) => {
    const holderNetwork = await lockAoiClient(tx, aoiClientId)
    await noteSeen(tx, { id: aoiClientId, at })
    if (input.label !== undefined) await searchAgain(tx, aoiClientId)
    const token = await ensureToken(tx, { ...input, holderNetwork })
    const [existing] = await selectRegistrations(tx, { aoiClientId, tokenId: token.tokenId })
    if (existing !== undefined) {
      await nameAgain(tx, existing, input)
      return { ...(await moveTo(tx, existing, input)), created: false }
    }
    await requireRoom(tx, aoiClientId)
    const added = await addMember(tx, { ...input, token, at })
    const { interests } = database
    const registrationIds = [added.registrationId]
    await recordMembers(tx, 'member.joined', { interests, token, registrationIds, at })
    return { ...(await moveTo(tx, added, input)), created: true }
  })
}

async function nameAgain(
  tx: Connection,
  { registrationId: id }: Registration,
  { label }: Pick<NewRegistration, 'label'>,
): Promise<void> {
  if (label !== undefined) await tx.prisma.registration.update({ where: { id }, data: { label } })
}

/** Gives the registration the subscription of the request, if that names one or removes it. */
async function moveTo(
  tx: Connection,
  registration: Registration,
  { push, at }: Pick<NewRegistration, 'push' | 'at'>,
): Promise<Registration> {
  if (push === undefined || isDeepStrictEqual(push, registration.push ?? null)) return registration
  const { push: _, ...rest } = registration
  await putSubscription(tx, { registrationId: registration.registrationId, push, at })
  return push === null ? rest : { ...rest, push }
}

type TokenWanted = NewRegistration & { holderNetwork: string | null }

/** Makes the token if there is none. For quotas, the AOI Client that makes it is its holder. */
async function ensureToken(tx: Connection, input: TokenWanted): Promise<LockedToken> {
  const { clientAppToken, kind, applicationName, vapidKey = null, tokenScope, webPush = false, at } = input
  const { aoiClientId, holderNetwork } = input
  await tx.prisma.$executeRaw`
    INSERT INTO "ClientAppToken" ("clientAppToken", "kind", "applicationName", "vapidKey", "tokenScope", "webPush",
      "fingerprint", "holderId", "holderNetwork", "emptySince", "createdAt")
    VALUES (${clientAppToken}, ${kind}, ${applicationName}, ${vapidKey}, ${tokenScope}, ${webPush},
      ${tokenFingerprint(clientAppToken)}, ${aoiClientId}, ${holderNetwork}, ${at}, ${at})
    ON CONFLICT ("clientAppToken") DO NOTHING`
  const [token] = await lockTokens(tx, [clientAppToken])
  // Another node's housekeeping can remove an old empty token between the two statements.
  if (token === undefined) throw new AoiError('unavailable', 'the token is being removed: try again', 1)
  if (webPush && !token.webPush) {
    await tx.prisma.clientAppToken.update({ where: { id: token.tokenId }, data: { webPush } })
  }
  return token
}

async function requireRoom(tx: Connection, aoiClientId: string): Promise<void> {
  const held = await tx.prisma.registration.count({ where: { aoiClientId, generation: 0 } })
  if (held < LIMITS.registrationsPerClient) return
  // Waiting does not make room, so a retry would be refused as well.
  throw new AoiError(
    'invalid',
    `an AOI Client may hold ${LIMITS.registrationsPerClient} registrations: deregister one first`,
  )
}

async function addMember(
  tx: Connection,
  input: Pick<NewRegistration, 'aoiClientId' | 'vapidKey' | 'channel' | 'label' | 'at'> & {
    token: LockedToken
  },
): Promise<Registration> {
  const { aoiClientId, vapidKey, channel, label = null, at } = input
  const { tokenId, clientAppToken, applicationName, headSeq } = input.token
  const byChannel = channel === undefined ? {} : { channelId: channel.channelId, ...channel.keys }
  const added = await tx.prisma.registration.create({
    data: { aoiClientId, tokenId, startSeq: headSeq, ackedSeq: headSeq, label, createdAt: at, ...byChannel },
    select: { id: true },
  })
  await tx.prisma.clientAppToken.updateMany({
    where: { id: tokenId },
    data: { memberCount: { increment: 1 }, emptySince: null },
  })
  return {
    registrationId: added.id,
    aoiClientId,
    tokenId,
    clientAppToken,
    applicationName,
    startSeq: headSeq,
    ackedSeq: headSeq,
    headSeq,
    ...(vapidKey !== undefined && { vapidKey }),
    ...(channel !== undefined && { channel }),
  }
}

export async function deregister(
  database: Database,
  input: { aoiClientId: string; clientAppToken: string; at: number },
): Promise<EndedRegistration | undefined> {
  return database.write(async (tx) => {
    const tokens = await lockTokens(tx, [input.clientAppToken])
    const { interests } = database
    const { aoiClientId, at } = input
    const [ended] = await endRegistrations(tx, { aoiClientId, tokens, at, interests })
    return ended
  })
}

export async function findChannel(
  database: Database,
  clientAppToken: string,
): Promise<(Registration & { channel: BrowserChannel }) | undefined> {
  const [found] = await database.read((connection) =>
    selectRegistrations(connection, { clientAppToken: { clientAppToken, kind: 'unique' } }),
  )
  return found?.channel === undefined ? undefined : { ...found, channel: found.channel }
}

export async function listRegistrations(
  database: Database,
  page: PageRequest & { aoiClientId: string },
): Promise<Page<Registration>> {
  const [afterId] = decodeCursor(page.cursor, idPlace) ?? [0]
  const input = { aoiClientId: page.aoiClientId, afterId, rows: rowsToRead(page) }
  const read = await database.read((connection) => selectRegistrations(connection, input))
  return makePage(page, { read, row: (row) => row, place: (row) => [row.registrationId] })
}

export async function findMemberships(
  database: Database,
  input: { aoiClientId: string; tokenId: number },
): Promise<Membership[]> {
  const read = await database.read(({ prisma }) =>
    prisma.registration.findMany({ where: input, orderBy: { id: 'asc' }, include: { push: true } }),
  )
  return read.map(({ id, startSeq, createdAt, endedAt, push }) => ({
    ...{ registrationId: id, startSeq: Number(startSeq), createdAt: Number(createdAt) },
    ...(endedAt !== null && { endedAt: Number(endedAt) }),
    ...(push !== null && { push: toServiceState(push) }),
  }))
}

export async function recordRefusal(database: Database, refusal: RegistrationRefusal): Promise<void> {
  await database.write((tx) => tx.prisma.registrationRefusal.create({ data: refusal }))
}

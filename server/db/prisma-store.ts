import { LIMITS } from '#protocol'
import type { SessionWanted, Store } from '#server/core/store.ts'
import { recordAudit } from './audit/record-audit.ts'
import type { Database } from './connection/database.ts'
import type { GuardedDatabase } from './connection/guard-database.ts'
import { keepAuthVerifier, readAuthVerifier, readEpoch, renewEpoch } from './connection/realm.ts'
import { countRows } from './count-rows.ts'
import { append } from './log/append.ts'
import { appendAgain } from './log/append-again.ts'
import { moveCursors } from './log/move-cursors.ts'
import * as notifications from './log/notifications.ts'
import { readLog } from './log/read-log.ts'
import { sweep } from './log/sweep.ts'
import * as adminKeys from './operators/admin-keys.ts'
import * as aoiClients from './registrations/aoi-clients.ts'
import * as enrolmentCodes from './registrations/enrolment-codes.ts'
import * as registrations from './registrations/registrations.ts'
import * as serverApplications from './registrations/server-applications.ts'
import { readHeads } from './registrations/token-statements.ts'
import * as tokens from './registrations/tokens.ts'
import { Batcher } from './sessions/batcher.ts'
import { checkSessions } from './sessions/check-sessions.ts'
import { findAoiClients } from './sessions/find-aoi-clients.ts'
import { removeNode, reportNode } from './sessions/nodes.ts'
import * as nonces from './sessions/nonces.ts'
import { openSessions } from './sessions/open-sessions.ts'
import * as presence from './sessions/presence.ts'
import { listUse, sumUse } from './storage-use/list-use.ts'

/** The `Store` on an open, migrated database that has its realm. */
export function createPrismaStore(database: GuardedDatabase): Store {
  const { memory } = database
  return {
    get serverId() {
      return memory.serverId ?? ''
    },
    get outage() {
      return database.outage
    },
    get epoch() {
      return memory.epoch
    },
    onEpoch: (listener) => memory.listen(listener),
    renewEpoch: async () => {
      await renewEpoch(database)
      return memory.epoch
    },
    refreshEpoch: async () => {
      await readEpoch(database)
      return memory.epoch
    },
    readAuthVerifier: () => readAuthVerifier(database),
    keepAuthVerifier: (verifier) => keepAuthVerifier(database, verifier),
    ...membershipMethods(database),
    ...logMethods(database),
    createApiKey: (key) => serverApplications.createApiKey(database, key),
    nameServerApplication: (application) => serverApplications.nameServerApplication(database, application),
    findApiKey: (id) => serverApplications.findApiKey(database, id),
    listApiKeys: (page) => serverApplications.listApiKeys(database, page),
    revokeApiKey: (input) => serverApplications.revokeApiKey(database, input),
    rotateApiKey: (input) => serverApplications.rotateApiKey(database, input),
    touchApiKeys: (uses) => serverApplications.touchApiKeys(database, uses),
    ...adminKeyMethods(database),
    createEnrolmentCode: (code) => enrolmentCodes.createEnrolmentCode(database, code),
    findEnrolmentCode: (id) => enrolmentCodes.findEnrolmentCode(database, id),
    listEnrolmentCodes: (page) => enrolmentCodes.listEnrolmentCodes(database, page),
    revokeEnrolmentCode: (input) => enrolmentCodes.revokeEnrolmentCode(database, input),
    keepNonce: (nonce) => nonces.keepNonce(database, nonce),
    takeNonce: (nonceHash) => nonces.takeNonce(database, nonceHash),
    reportNode: (report) => reportNode(database, report),
    removeNode: (id) => removeNode(database, id),
    listUse: (page) => listUse(database, page),
    sumUse: () => sumUse(database),
    recordAudit: (event) => recordAudit(database, event),
    sweep: (step) => sweep(database, step),
    count: (input) => countRows(database, input?.turn),
    checkWrite: () => database.check(),
    close: () => database.close(),
  }
}

function adminKeyMethods(database: Database) {
  return {
    createAdminKey: (key) => adminKeys.createAdminKey(database, key),
    findAdminKey: (id) => adminKeys.findAdminKey(database, id),
    listAdminKeys: (page) => adminKeys.listAdminKeys(database, page),
    revokeAdminKey: (input) => adminKeys.revokeAdminKey(database, input),
    touchAdminKey: (use) => adminKeys.touchAdminKey(database, use),
  } satisfies Partial<Store>
}

function membershipMethods(database: Database) {
  const { clock } = database
  const clients = new Batcher(clock, (wanted: readonly { aoiClientId: string }[]) =>
    findAoiClients(database, wanted),
  )
  const sessions = new Batcher(clock, (wanted: readonly SessionWanted[]) => openSessions(database, wanted))
  return {
    createAoiClient: (client) => aoiClients.createAoiClient(database, client),
    findAoiClient: (id) => clients.add({ aoiClientId: id }),
    endAoiClient: (input) => aoiClients.endAoiClient(database, input),
    isAwaited: (input) => aoiClients.isAwaited(database, input),
    listAoiClients: (page) => aoiClients.listAoiClients(database, page),
    openSession: (input) => sessions.add(input),
    checkSessions: (held) => checkSessions(database, held),
    closeSessions: (ended) => presence.closeSessions(database, ended),
    sendAway: (input) => presence.sendAway(database, input),
    countOnline: (input) => presence.countOnline(database, input),
    listOnline: (input) => presence.listOnline(database, input),
    register: (input) => registrations.register(database, input),
    deregister: (input) => registrations.deregister(database, input),
    findChannel: (clientAppToken) => registrations.findChannel(database, clientAppToken),
    listRegistrations: (page) => registrations.listRegistrations(database, page),
    findMemberships: (input) => registrations.findMemberships(database, input),
    recordRefusal: (refusal) => registrations.recordRefusal(database, refusal),
    listTokens: (page) => tokens.listTokens(database, page),
    findToken: (clientAppToken) => tokens.findToken(database, clientAppToken),
  } satisfies Partial<Store>
}

function logMethods(database: Database) {
  return {
    append: (requests) => append(database, requests),
    appendAgain: (input) => appendAgain(database, input),
    readLog: (ranges) => readLog(database, ranges),
    findNextSeq: (input) => findNextSeq(database, input),
    findUrgentSeq: (input) => findUrgentSeq(database, input),
    readHeads: (tokenIds) => database.readRaw((connection) => readHeads(connection, tokenIds)),
    moveCursors: (moves) => moveCursors(database, moves),
    findNotification: (input) => notifications.findNotification(database, input),
    readProgress: (ids) => notifications.readProgress(database, ids),
    cancelNotification: (input) => notifications.cancelNotification(database, input),
    readRecipients: (input) => notifications.readRecipients(database, input),
    listDeliveries: (page) => notifications.listDeliveries(database, page),
    findDelivery: (input) => notifications.findDelivery(database, input),
    listNotifications: (page) => notifications.listNotifications(database, page),
  } satisfies Partial<Store>
}

async function findNextSeq(
  database: Database,
  { tokenId, afterSeq }: { tokenId: number; afterSeq: number },
): Promise<number | undefined> {
  const found = await database.read(({ prisma }) =>
    prisma.notification.findFirst({
      where: { tokenId, seq: { gt: afterSeq } },
      orderBy: { seq: 'asc' },
      select: { seq: true },
    }),
  )
  return found === null ? undefined : Number(found.seq)
}

async function findUrgentSeq(
  database: Database,
  {
    tokenId,
    afterSeq,
    upToSeq,
    urgencies,
    now,
    joinedSeq,
    connectedAt,
  }: Parameters<Store['findUrgentSeq']>[0],
): Promise<number | undefined> {
  const isOpen = { cancelledAt: null, replacedAt: null }
  const acceptedAt = { gt: now - LIMITS.nowOrNeverMilliseconds, gte: connectedAt }
  const nowOrNever = { ttlSeconds: 0, acceptedAt, seq: { gt: joinedSeq } }
  const found = await database.read(({ prisma }) =>
    prisma.notification.findFirst({
      where: {
        ...{ tokenId, seq: { gt: afterSeq, lte: upToSeq }, urgency: { in: [...urgencies] }, ...isOpen },
        OR: [{ expiresAt: { gt: now } }, nowOrNever],
      },
      orderBy: { seq: 'desc' },
      select: { seq: true },
    }),
  )
  return found === null ? undefined : Number(found.seq)
}

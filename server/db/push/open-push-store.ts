import type { PushStore } from '#server/core/push-members/push-store.ts'
import type { Database } from '../connection/database.ts'
import { lockAoiClient } from '../registrations/aoi-clients.ts'
import { putSubscription, toServiceState } from '../registrations/push-subscriptions.ts'
import { selectRegistrations } from '../registrations/registration-statements.ts'
import { openConfirmations } from './confirmations.ts'
import { endByService } from './end-by-service.ts'
import { findPlace } from './find-place.ts'
import { findUnserved, listUnserved } from './find-unserved.ts'
import { noteAnswers } from './note-answers.ts'
import { openVapidKeys } from './vapid-keys.ts'

/** Opens the tables of subscriptions at push services, and of this server's VAPID keys. */
export function openPushStore(database: Database): PushStore {
  return {
    ...openVapidKeys(database),
    findRegistration: (id) =>
      database.read(async (connection) => (await selectRegistrations(connection, { id }))[0]),
    findPlace: (registrationId) => findPlace(database, registrationId),
    moveSubscription: (input) => moveSubscription(database, input),
    endByService: (input) => endByService(database, input),
    listUnserved: (input) => listUnserved(database, input),
    findUnserved: (input) => findUnserved(database, input),
    ...openConfirmations(database),
    noteAnswers: (answers) => noteAnswers(database, answers),
    findServices: (registrationIds) => findServices(database, registrationIds),
  }
}

async function findServices(
  database: Database,
  registrationIds: readonly number[],
): ReturnType<PushStore['findServices']> {
  if (registrationIds.length === 0) return new Map()
  const where = { registrationId: { in: [...registrationIds] } }
  const rows = await database.read(({ prisma }) => prisma.pushSubscription.findMany({ where }))
  return new Map(rows.map((row) => [row.registrationId, toServiceState(row)]))
}

async function moveSubscription(
  database: Database,
  { aoiClientId, clientAppToken, push, at }: Parameters<PushStore['moveSubscription']>[0],
): ReturnType<PushStore['moveSubscription']> {
  return database.write(async (tx) => {
    await lockAoiClient(tx, aoiClientId)
    const [found] = await selectRegistrations(tx, { aoiClientId, token: clientAppToken })
    if (found === undefined) return undefined
    const { push: _, ...registration } = found
    await putSubscription(tx, { registrationId: found.registrationId, push, at })
    return push === null ? registration : { ...registration, push }
  })
}

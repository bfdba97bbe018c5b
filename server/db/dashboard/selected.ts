import { labelsOf, urgencySchema } from '#protocol'
import type {
  NamedNotification,
  SelectedRegistration,
  StoredNotification,
} from '#server/core/dashboard/dashboard-store.ts'
import type { Database } from '../connection/database.ts'

export async function findNotifications(
  database: Database,
  ids: readonly string[],
): Promise<StoredNotification[]> {
  const read = await database.read(({ prisma }) =>
    prisma.notification.findMany({
      where: { id: { in: [...ids] }, erasedAt: null },
      include: { clientAppToken: true },
    }),
  )
  return read.map(({ id, payload, headers, ttlSeconds, urgency, clientAppToken: token, ...rest }) => ({
    ...{ id, payload, ttlSeconds, urgency: urgencySchema.parse(urgency) },
    ...{ clientAppToken: token.clientAppToken, applicationName: token.applicationName },
    ...(headers !== null && { headers }),
    ...labelsOf(rest),
  }))
}

export async function nameNotifications(
  database: Database,
  ids: readonly string[],
): Promise<NamedNotification[]> {
  const clientAppToken = { select: { clientAppToken: true, applicationName: true } } as const
  const read = await database.read(({ prisma }) =>
    prisma.notification.findMany({
      where: { id: { in: [...ids] } },
      select: { id: true, clientAppToken },
    }),
  )
  return read.map(({ id, clientAppToken: token }) => ({ id, ...token }))
}

export async function findAoiClients(
  database: Database,
  ids: readonly string[],
): Promise<{ id: string; name?: string }[]> {
  const read = await database.read(({ prisma }) =>
    prisma.aoiClient.findMany({
      where: { id: { in: [...ids] }, endedAt: null },
      select: { id: true, name: true },
    }),
  )
  return read.map(({ id, name }) => ({ id, ...(name !== null && { name }) }))
}

export async function findRegistrations(
  database: Database,
  ids: readonly number[],
): Promise<SelectedRegistration[]> {
  const read = await database.read(({ prisma }) =>
    prisma.registration.findMany({
      where: { id: { in: [...ids] }, generation: 0 },
      include: { clientAppToken: true },
    }),
  )
  return read.map(({ id, aoiClientId, clientAppToken: { clientAppToken, applicationName } }) => ({
    ...{ id, aoiClientId, clientAppToken, applicationName },
  }))
}

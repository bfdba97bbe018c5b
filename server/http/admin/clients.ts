import type { AdminAoiClient } from '#protocol'
import { endAoiClient } from '#server/core/aoi-clients/end-aoi-client.ts'
import { AoiError } from '#server/core/errors.ts'
import { toInstant } from '#server/core/instants.ts'
import type { AoiClientRow } from '#server/core/store.ts'
import { pageOf } from '../elements.ts'
import { type AdminCalls, LOCAL_ADMIN } from './admin-call.ts'

/** `clients.*`: AOI Clients. */
export const clientCalls: Pick<AdminCalls, 'clients.list' | 'clients.revoke'> = {
  'clients.list': async ({ context }, page) => {
    const { rows, nextCursor } = await context.store.listAoiClients(pageOf(page))
    return { clients: rows.map(toAdminAoiClient), ...(nextCursor === undefined ? {} : { nextCursor }) }
  },
  'clients.revoke': async ({ context }, { aoiClientId }) => {
    const ended = await endAoiClient(context, { actor: LOCAL_ADMIN, aoiClientId })
    if (!ended) throw new AoiError('notFound', 'aoiClientId: no AOI Client has this id')
    return { aoiClientId }
  },
}

function toAdminAoiClient(row: AoiClientRow): AdminAoiClient {
  return {
    aoiClientId: row.id,
    ...(row.name === undefined ? {} : { name: row.name }),
    ...(row.platform === undefined ? {} : { platform: row.platform }),
    createdAt: toInstant(row.createdAt),
    lastSeenAt: toInstant(row.lastSeenAt),
    registrations: row.registrations,
  }
}

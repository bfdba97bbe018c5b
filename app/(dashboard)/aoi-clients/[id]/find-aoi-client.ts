import { CLIENT_REGISTRATION_LIST } from '#components/aoi-clients/filters.ts'
import { flightQuerySchema } from '#protocol/dashboard/flight.ts'
import type { AoiClientListRow } from '#protocol/dashboard/lists/aoi-clients.ts'
import { registrationsQuerySchema } from '#protocol/dashboard/lists/registrations.ts'
import { listRegistrations, readAoiClient } from '#server/core/dashboard/lists.ts'
import { isAoiError } from '#server/core/errors.ts'
import { readFlight } from '#server/core/flight/read-flight.ts'
import { findServices, type Services } from '#server/services.ts'
import { findFirstPage, type Search } from '../../../find-first-page.ts'

/** Returns an AOI Client with the first page of its registrations; `undefined` if no AOI Client has this id. */
export async function findAoiClient(aoiClientId: string, search: Search) {
  const services = findServices()
  const client = services && (await readOrNothing(services, aoiClientId))
  if (services === undefined || client === undefined) return undefined
  const { window = 'hour' } = flightQuerySchema.safeParse({ window: (await search).window }).data ?? {}
  const { context, presence } = services
  const flight = {
    window,
    initial: await readFlight(context, { aoiClientId, window, presence }),
  }
  const registrations = await findFirstPage({
    address: CLIENT_REGISTRATION_LIST,
    search,
    schema: registrationsQuerySchema,
    read: ({ context }, query) => listRegistrations(context, { ...query, aoiClientId }),
  })
  return { client, registrations, flight }
}

async function readOrNothing(
  { context, presence }: Services,
  aoiClientId: string,
): Promise<AoiClientListRow | undefined> {
  try {
    return await readAoiClient(context, { aoiClientId, presence })
  } catch (error) {
    if (isAoiError(error) && error.code === 'notFound') return undefined
    throw error
  }
}

import { AOI_CLIENT_FILTERS } from '#components/aoi-clients/filters.ts'
import { aoiClientsQuerySchema } from '#protocol/dashboard/lists/aoi-clients.ts'
import { listAoiClients } from '#server/core/dashboard/lists.ts'
import { findFirstPage, type Search } from '../../find-first-page.ts'

export function findAoiClients(search: Search) {
  return findFirstPage({
    filters: AOI_CLIENT_FILTERS,
    search,
    schema: aoiClientsQuerySchema,
    read: ({ context, presence }, query) => listAoiClients(context, { query, presence }),
  })
}

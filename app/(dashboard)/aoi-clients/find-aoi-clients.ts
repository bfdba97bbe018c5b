import { AOI_CLIENT_LIST } from '#components/aoi-clients/filters.ts'
import { aoiClientsQuerySchema } from '#protocol/dashboard/lists/aoi-clients.ts'
import { listAoiClients } from '#server/core/dashboard/lists.ts'
import { findFirstPage, type Search } from '../../find-first-page.ts'

export function findAoiClients(search: Search) {
  return findFirstPage({
    address: AOI_CLIENT_LIST,
    views: 'aoi-clients',
    search,
    schema: aoiClientsQuerySchema,
    read: ({ context, presence }, query) => listAoiClients(context, { query, presence }),
  })
}

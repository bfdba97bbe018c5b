import type { z } from 'zod'
import { type ListFilter, type ListParams, readListParams } from '#components/grid/list-params.ts'
import { isAoiError } from '#server/core/errors.ts'
import { findServices, type Services } from '#server/services.ts'
import { pagePlace } from './page-place.ts'

/** The query of a page's address, as Next hands it over. */
export type Search = Promise<Record<string, string | string[] | undefined>>

type Asked<Query, Page> = {
  filters: readonly Pick<ListFilter, 'name' | 'kind'>[]
  search: Search
  schema: z.ZodType<Query>
  read: (services: Services, query: Query) => Promise<Page>
}

type Found<Page> = {
  params: ListParams
  page: Page | undefined
  refused?: string
  readAt: string
  publicUrl: string
}

/** The page of a list that the address asks for, for the first render; what is wrong with it is said, not thrown. */
export async function findFirstPage<Query, Page>(asked: Asked<Query, Page>): Promise<Found<Page>> {
  const params = readListParams(asked.filters, await asked.search)
  const services = findServices()
  if (services === undefined)
    return { params, page: undefined, readAt: new Date().toISOString(), publicUrl: '' }
  const { publicUrl } = services.context.settings
  const readAt = new Date(services.context.clock.now()).toISOString()
  const query = asked.schema.safeParse(params)
  if (!query.success) {
    const [issue] = query.error.issues
    return {
      params,
      page: undefined,
      refused: `${issue?.path.join('.')}: ${issue?.message}`,
      readAt,
      publicUrl,
    }
  }
  try {
    return { params, page: await asked.read(services, query.data), readAt, publicUrl }
  } catch (error) {
    if (isAoiError(error)) return { params, page: undefined, refused: error.message, readAt, publicUrl }
    services.onUnexpected(error, await pagePlace('list'))
    throw error
  }
}

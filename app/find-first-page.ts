import type { z } from 'zod'
import {
  findListProblems,
  type ListAddress,
  type ListParams,
  readListParams,
} from '#components/grid/list-params.ts'
import type { ParamProblem } from '#components/grid/param-problems.ts'
import type { RegistrationPolicy } from '#protocol/dashboard/enrolment.ts'
import { isAoiError } from '#server/core/errors.ts'
import { findServices, type Services } from '#server/services.ts'
import { pagePlace } from './page-place.ts'

/** The query of a page's address, as Next hands it over. */
export type Search = Promise<Record<string, string | string[] | undefined>>

type ListInput<Query, Page> = {
  address: ListAddress
  search: Search
  schema: z.ZodType<Query>
  read: (services: Services, query: Query) => Promise<Page>
}

type FirstRead<Page> = {
  params: ListParams
  search: Awaited<Search>
  page: Page | undefined
  /** Parameters of the URL that the list does not accept. */
  problems: ParamProblem[]
  readAt: string
  publicUrl: string
  registration: RegistrationPolicy
}

/**
 * Returns the list page that the URL requests, for the first render. Reports problems with the URL instead of throwing
 * them.
 */
export async function findFirstPage<Query, Page>(asked: ListInput<Query, Page>): Promise<FirstRead<Page>> {
  const search = await asked.search
  const params = readListParams(asked.address, search)
  const problems = findListProblems(asked.address, search)
  const services = findServices()
  const found = { params, search, problems, page: undefined, ...describeServer(services) }
  if (services === undefined || problems.length > 0) return found
  const query = asked.schema.safeParse(params)
  if (!query.success) {
    const names = new Set(query.error.issues.map(({ path }) => String(path[0])))
    return { ...found, problems: [...names].map((name) => invalid(name, params)) }
  }
  try {
    return { ...found, page: await asked.read(services, query.data) }
  } catch (error) {
    // Everything else was checked, so the cursor is at fault: this server did not make it.
    if (isAoiError(error) && error.code === 'invalid')
      return { ...found, problems: [invalid('cursor', params)] }
    // The page reads again by itself, and says why it cannot.
    if (isAoiError(error)) return found
    services.onUnexpected(error, await pagePlace('list'))
    throw error
  }
}

function describeServer(
  services: Services | undefined,
): Pick<FirstRead<unknown>, 'readAt' | 'publicUrl' | 'registration'> {
  if (services === undefined) return { readAt: new Date().toISOString(), publicUrl: '', registration: 'open' }
  const { clock, settings } = services.context
  return {
    readAt: new Date(clock.now()).toISOString(),
    publicUrl: settings.publicUrl,
    registration: settings.registration,
  }
}

function invalid(name: string, params: ListParams): ParamProblem {
  return { kind: 'invalid', name, value: params[name] ?? '' }
}

import type { z } from 'zod'
import {
  findListProblems,
  type ListAddress,
  type ListParams,
  readListParams,
} from '#components/grid/list-params.ts'
import type { ParamProblem } from '#components/grid/param-problems.ts'
import type { RegistrationPolicy } from '#protocol/dashboard/enrolment.ts'
import type { ViewList, ViewRow } from '#protocol/dashboard/views.ts'
import { isAoiError } from '#server/core/errors.ts'
import { findServices, type Services } from '#server/services.ts'
import { findDefaultView } from './find-default-view.ts'
import { pagePlace } from './page-place.ts'

/** The query of a page's address, as Next hands it over. */
export type Search = Promise<Record<string, string | string[] | undefined>>

type ListInput<Query, Page> = {
  address: ListAddress
  /** The name of the list, if operators save views of it. */
  views?: ViewList
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
  /** The operator's default view, if the URL has no parameters of the list: `params` and `page` are its own. */
  view?: ViewRow
}

/**
 * Returns the list page that the URL requests, for the first render. A URL without parameters requests the operator's
 * default view. Reports problems with the URL instead of throwing them.
 */
export async function findFirstPage<Query, Page>(asked: ListInput<Query, Page>): Promise<FirstRead<Page>> {
  const search = await asked.search
  const params = readListParams(asked.address, search)
  const problems = findListProblems(asked.address, search)
  const services = findServices()
  const found = { params, search, problems, page: undefined, ...describeServer(services) }
  if (services === undefined || problems.length > 0) return found
  const opened = await openView(services, { ...asked, params })
  if (opened !== undefined) return { ...found, ...opened }
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

/** Reads the default view in place of the whole list. `undefined`: there is none, or the list does not accept it. */
async function openView<Query, Page>(
  services: Services,
  { address, views, schema, read, params }: ListInput<Query, Page> & { params: ListParams },
): Promise<Pick<FirstRead<Page>, 'params' | 'page' | 'view'> | undefined> {
  if (views === undefined || Object.keys(params).length > 0) return undefined
  const opened = await findDefaultView(services, { list: views, address })
  const query = schema.safeParse(opened?.params)
  if (opened === undefined || !query.success) return undefined
  try {
    return { ...opened, page: await read(services, query.data) }
  } catch (error) {
    if (isAoiError(error)) return undefined
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

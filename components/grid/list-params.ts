import {
  findParamProblems,
  type ParamProblem,
  type ParamSpec,
  readMoment,
  type Search,
} from './param-problems.ts'

/** The parameters of a list, as they stand in the URL: filters, `sort` and `cursor`, only those that are set. */
export type ListParams = Readonly<Record<string, string>>

/** One filter of a list. The page's texts provide the labels. */
export type ListFilter =
  | { name: string; kind: 'text'; label: string; placeholder?: string }
  | {
      name: string
      kind: 'choice'
      label: string
      choices: readonly { value: string; label: string }[]
      /** One choice always holds: the first one, unless another is set. */
      isRequired?: boolean
    }
  | { name: string; kind: 'moment'; label: string }

/** The parameters that a list accepts in the URL, without labels: the server and the page read the same. */
export type ListAddress = {
  filters: readonly ParamSpec[]
  /** Values of `sort`. */
  sorts?: readonly string[]
  /** Further parameters of the page. */
  others?: readonly ParamSpec[]
}

/** A parameter that every list keeps beside the filters. */
const CURSOR: ParamSpec = { name: 'cursor', kind: 'text' }

/** Lists the parameters of the list itself, in the order in which the URL has them. */
function listSpecs({ filters, sorts = [] }: ListAddress): ParamSpec[] {
  const sort: ParamSpec[] = sorts.length === 0 ? [] : [{ name: 'sort', kind: 'choice', values: sorts }]
  return [...filters, ...sort, CURSOR]
}

/** Lists the names of the list's own parameters. */
export function listNames(address: ListAddress): string[] {
  return listSpecs(address).map(({ name }) => name)
}

/** Returns the parameters of `search` that the list accepts, cleaned: no empty values, moments in ISO. */
export function readListParams(address: ListAddress, search: Search): ListParams {
  const specs = listSpecs(address)
  const refused = new Set(findParamProblems(specs, search).map(({ name }) => name))
  const read = specs.flatMap(({ name, kind }) => {
    const value = refused.has(name) ? '' : readValue(search[name], kind)
    return value === '' ? [] : [[name, value] as const]
  })
  return Object.fromEntries(read)
}

/** Finds the parameters of `search` that the page does not accept. */
export function findListProblems(address: ListAddress, search: Search): ParamProblem[] {
  return findParamProblems([...listSpecs(address), ...(address.others ?? [])], search)
}

function readValue(found: Search[string], kind: ParamSpec['kind']): string {
  const value = (typeof found === 'string' ? found : (found?.[0] ?? '')).trim()
  return kind === 'moment' ? (readMoment(value) ?? '') : value
}

/** Reads the values that the reader entered into the filter form. */
export function readEntered(
  filters: readonly ListFilter[],
  entered: Readonly<Record<string, string>>,
): ListParams {
  const specs = filters.map((filter): ParamSpec => {
    const { name, kind } = filter
    return kind === 'choice'
      ? { name, kind, values: filter.choices.map(({ value }) => value) }
      : { name, kind }
  })
  const { sort } = entered
  return { ...readListParams({ filters: specs }, entered), ...(sort === undefined ? {} : { sort }) }
}

/** Converts an ISO time to the value of a form's moment field. */
export function toFieldMoment(at: string): string {
  return at.slice(0, 16)
}

/** Returns the URL of `path` with these parameters. */
export function listHref(path: string, params: ListParams): string {
  const query = new URLSearchParams(params).toString()
  return query === '' ? path : `${path}?${query}`
}

/** Sets a parameter, or removes it with `undefined`. Another filter or order starts at the first page again. */
export function withParam(params: ListParams, name: string, value: string | undefined): ListParams {
  const { [name]: _before, cursor: _cursor, ...rest } = params
  return value === undefined || value === '' ? rest : { ...rest, [name]: value }
}

/** Returns the filters alone, as acts and exports need them. */
export function filtersOf(params: ListParams): ListParams {
  const { sort: _sort, cursor: _cursor, ...filters } = params
  return filters
}

export function sameParams(one: ListParams, other: ListParams): boolean {
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
}

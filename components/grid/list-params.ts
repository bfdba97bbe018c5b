import {
  findParamProblems,
  type ParamProblem,
  type ParamSpec,
  readMoment,
  type Search,
} from './param-problems.ts'

/** What a list is asked for, as it stands in the URL: filters, `sort` and `cursor`; only what is set. */
export type ListParams = Readonly<Record<string, string>>

/** One thing a list can be filtered by. Labels come from the page's texts. */
export type ListFilter =
  | { name: string; kind: 'text'; label: string; placeholder?: string }
  | { name: string; kind: 'choice'; label: string; choices: readonly { value: string; label: string }[] }
  | { name: string; kind: 'moment'; label: string }

/** What a list knows in its address, apart from the labels: the server and the page read the same. */
export type ListAddress = {
  filters: readonly ParamSpec[]
  /** Values of `sort`. */
  sorts?: readonly string[]
  /** What else of the page stands in the address. */
  others?: readonly ParamSpec[]
}

/** Kept beside the filters in the URL of every list. */
const CURSOR: ParamSpec = { name: 'cursor', kind: 'text' }

/** The parameters of the list itself, in the order they are written. */
function listSpecs({ filters, sorts = [] }: ListAddress): ParamSpec[] {
  const sort: ParamSpec[] = sorts.length === 0 ? [] : [{ name: 'sort', kind: 'choice', values: sorts }]
  return [...filters, ...sort, CURSOR]
}

/** The names of the list's own parameters. */
export function listNames(address: ListAddress): string[] {
  return listSpecs(address).map(({ name }) => name)
}

/** What of `search` the list understands, cleaned: nothing empty, moments in ISO. */
export function readListParams(address: ListAddress, search: Search): ListParams {
  const specs = listSpecs(address)
  const refused = new Set(findParamProblems(specs, search).map(({ name }) => name))
  const read = specs.flatMap(({ name, kind }) => {
    const value = refused.has(name) ? '' : readValue(search[name], kind)
    return value === '' ? [] : [[name, value] as const]
  })
  return Object.fromEntries(read)
}

/** What of `search` the page does not understand. */
export function findListProblems(address: ListAddress, search: Search): ParamProblem[] {
  return findParamProblems([...listSpecs(address), ...(address.others ?? [])], search)
}

function readValue(found: Search[string], kind: ParamSpec['kind']): string {
  const value = (typeof found === 'string' ? found : (found?.[0] ?? '')).trim()
  return kind === 'moment' ? (readMoment(value) ?? '') : value
}

/** What somebody entered into the form of the filters. */
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

/** What a form's field for a moment holds. */
export function toFieldMoment(at: string): string {
  return at.slice(0, 16)
}

/** The page at `path` with these parameters. */
export function listHref(path: string, params: ListParams): string {
  const query = new URLSearchParams(params).toString()
  return query === '' ? path : `${path}?${query}`
}

/** Set, or with `undefined` taken away. Another filter or order begins at the first page again. */
export function withParam(params: ListParams, name: string, value: string | undefined): ListParams {
  const { [name]: _before, cursor: _cursor, ...rest } = params
  return value === undefined || value === '' ? rest : { ...rest, [name]: value }
}

/** The filters alone: what an act or an export is asked for. */
export function filtersOf(params: ListParams): ListParams {
  const { sort: _sort, cursor: _cursor, ...filters } = params
  return filters
}

export function sameParams(one: ListParams, other: ListParams): boolean {
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
}

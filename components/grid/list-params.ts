/** What a list is asked for, as it stands in the URL: filters, `sort` and `cursor`; only what is set. */
export type ListParams = Readonly<Record<string, string>>

/** One thing a list can be filtered by. Labels come from the page's texts. */
export type ListFilter =
  | { name: string; kind: 'text'; label: string; placeholder?: string }
  | { name: string; kind: 'choice'; label: string; choices: readonly { value: string; label: string }[] }
  | { name: string; kind: 'moment'; label: string }

/** Kept beside the filters in the URL of every list. */
const PLACE = ['sort', 'cursor'] as const

type Search = Readonly<Record<string, string | readonly string[] | null | undefined>>

/** The names a list knows in its URL, in the order they are written. */
export function listNames(filters: readonly Pick<ListFilter, 'name'>[]): string[] {
  return [...filters.map(({ name }) => name), ...PLACE]
}

/** What of `search` the list knows, cleaned: of doubles the first, nothing empty, moments in ISO. */
export function readListParams(
  filters: readonly Pick<ListFilter, 'name' | 'kind'>[],
  search: Search,
): ListParams {
  const kinds = new Map(filters.map(({ name, kind }) => [name, kind]))
  const read = listNames(filters).flatMap((name) => {
    const value = readValue(search[name], kinds.get(name))
    return value === '' ? [] : [[name, value] as const]
  })
  return Object.fromEntries(read)
}

function readValue(found: Search[string], kind: ListFilter['kind'] | undefined): string {
  const value = (typeof found === 'string' ? found : (found?.[0] ?? '')).trim()
  return kind === 'moment' ? readMoment(value) : value
}

/** `2026-11-24T04:30`, as a form sends it, is meant in UTC. What is no moment is left out. */
function readMoment(value: string): string {
  if (value === '') return ''
  const time = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(value) ? value : `${value}Z`)
  return Number.isNaN(time) ? '' : new Date(time).toISOString()
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

/** A parameter that a page accepts in its URL. */
export type ParamSpec = {
  name: string
  kind: 'text' | 'choice' | 'moment' | 'count'
  /** The values of a choice. */
  values?: readonly string[]
}

/**
 * The problem with a parameter of the URL. `invalid`: the server refuses the value. `long` and `many`: `value` is the
 * limit.
 */
export type ParamProblem = {
  kind: 'unknown' | 'repeated' | 'choice' | 'moment' | 'count' | 'invalid' | 'long' | 'many'
  name: string
  value?: string
}

export type Search = Readonly<Record<string, string | readonly string[] | null | undefined>>

const SHOWN_CHARACTERS = 64

/** Returns the parameters of a URL with all their values. */
export function toSearch(params: Pick<URLSearchParams, 'keys' | 'getAll'>): Search {
  return Object.fromEntries([...new Set(params.keys())].map((name) => [name, params.getAll(name)]))
}

/**
 * Finds the parameters of the URL that the page does not accept. If it ignored them, the page would show something
 * other than requested.
 */
export function findParamProblems(known: readonly ParamSpec[], search: Search): ParamProblem[] {
  const specs = new Map(known.map((spec) => [spec.name, spec]))
  return Object.entries(search).flatMap(([name, found]) => {
    const problem = found === null || found === undefined ? undefined : findProblem(specs.get(name), found)
    return problem === undefined ? [] : [{ ...problem, name: cut(name) }]
  })
}

function findProblem(
  spec: ParamSpec | undefined,
  found: string | readonly string[],
): Omit<ParamProblem, 'name'> | undefined {
  if (spec === undefined) return { kind: 'unknown' }
  if (typeof found !== 'string' && found.length > 1) return { kind: 'repeated' }
  const value = (typeof found === 'string' ? found : (found[0] ?? '')).trim()
  if (value === '' || isUnderstood(spec, value)) return undefined
  return { kind: spec.kind === 'text' ? 'invalid' : spec.kind, value: cut(value) }
}

function isUnderstood({ kind, values = [] }: ParamSpec, value: string): boolean {
  if (kind === 'choice') return values.includes(value)
  if (kind === 'moment') return readMoment(value) !== undefined
  return kind === 'text' || /^\d{1,9}$/.test(value)
}

/**
 * Reads a moment. A value without a zone, as a form sends it (`2026-11-24T04:30`), is in UTC. Returns `undefined` for
 * anything else.
 */
export function readMoment(value: string): string | undefined {
  if (!/^\d{4}-\d\d-\d\d/.test(value)) return undefined
  const isDay = /^\d{4}-\d\d-\d\d$/.test(value)
  const time = Date.parse(isDay || /([zZ]|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value}Z`)
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}

function cut(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text
}

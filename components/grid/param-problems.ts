/** A parameter that a page knows in its address. */
export type ParamSpec = {
  name: string
  kind: 'text' | 'choice' | 'moment' | 'count'
  /** Of a choice. */
  values?: readonly string[]
}

/** What is wrong with a parameter of the address. `invalid`: the server refuses the value. */
export type ParamProblem = {
  kind: 'unknown' | 'repeated' | 'choice' | 'moment' | 'count' | 'invalid'
  name: string
  value?: string
}

export type Search = Readonly<Record<string, string | readonly string[] | null | undefined>>

const SHOWN_CHARACTERS = 64

/** What of the address the page does not understand: with it, the page would show something else than was asked for. */
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

/** `2026-11-24T04:30`, as a form sends it, is meant in UTC; `undefined` for what is no moment. */
export function readMoment(value: string): string | undefined {
  if (!/^\d{4}-\d\d-\d\d/.test(value)) return undefined
  const isDay = /^\d{4}-\d\d-\d\d$/.test(value)
  const time = Date.parse(isDay || /([zZ]|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value}Z`)
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}

function cut(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text
}

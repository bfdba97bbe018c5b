import { answer } from './answer.ts'

/** The header `Allow` of a path with these methods. */
export function allowOf(methods: ReadonlySet<string>): string {
  return [...methods, 'OPTIONS'].join(', ')
}

/** Returns the answer to a method that the path does not have (RFC 9110, 15.5.6). */
export function refuseMethod(methods: ReadonlySet<string>): Response {
  return refuseAllBut(allowOf(methods))
}

/** The same for a path with exactly the methods of the header `Allow`. */
export function refuseAllBut(allow: string): Response {
  return answer({ code: '405', desc: `this path allows only ${allow}` }, { status: 405, headers: { allow } })
}

/**
 * Returns the `code` of an error, as Node, database drivers and libraries set it (`ENOENT`, `42P05`); `undefined` if it has
 * none.
 */
export function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}

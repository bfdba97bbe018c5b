/** The grants that were typed, whatever stands between them; each once. */
export function readGrants(typed: string): string[] {
  return [...new Set(typed.split(/[\s,;]+/).filter((grant) => grant !== ''))]
}

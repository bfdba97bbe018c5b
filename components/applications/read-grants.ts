/** The grants that were typed, whatever stands between them; each once. */
export function readGrants(typed: string): string[] {
  return [...new Set(typed.split(/[\s,;]+/).filter((grant) => grant !== ''))]
}

/** The first grant that can never match: a star stands for something at the end alone. The server refuses it too. */
export function findHopelessGrant(grants: readonly string[]): string | undefined {
  return grants.find((grant) => /\*./.test(grant) || !/^[^*]+(?:\.\*)?$/.test(grant))
}

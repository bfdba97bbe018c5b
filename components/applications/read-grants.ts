/** Reads the typed grants, with any separators between them; removes duplicates. */
export function readGrants(typed: string): string[] {
  return [...new Set(typed.split(/[\s,;]+/).filter((grant) => grant !== ''))]
}

/**
 * Finds the first grant that can never match: a star is a wildcard only at the end. The server refuses such a grant
 * too.
 */
export function findHopelessGrant(grants: readonly string[]): string | undefined {
  return grants.find((grant) => /\*./.test(grant) || !/^[^*]+(?:\.\*)?$/.test(grant))
}

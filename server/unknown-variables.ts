/** Variables of the `aoi` command, which an operator may have set beside the server's own. */
const OF_THE_COMMAND = [
  'AOI_SERVER',
  'AOI_SEED',
  'AOI_KEY',
  'AOI_CLIENT_ID',
  'AOI_CLIENT_SECRET',
  'AOI_API_KEY',
]
const SIMILAR_CHANGES = 4

/**
 * Returns the variables that begin with `AOI_` and are not known, each with the nearest known one, for people. Pure.
 */
export function findUnknownVariables(given: readonly string[], known: readonly string[]): string[] {
  const all = new Set([...known, ...OF_THE_COMMAND])
  return given
    .filter((name) => name.startsWith('AOI_') && !all.has(name))
    .sort()
    .map((name) => {
      const [nearest] = known
        .map((candidate) => ({ candidate, changes: countChanges(name, candidate) }))
        .sort((a, b) => a.changes - b.changes)
      const isNear = nearest !== undefined && nearest.changes <= SIMILAR_CHANGES
      return isNear ? `${name} (${nearest.candidate}?)` : name
    })
}

/** Counts the letters to insert, remove or replace (Levenshtein). */
function countChanges(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [place, letter] of [...from].entries()) {
    const next = [place + 1]
    for (const [index, other] of [...to].entries()) {
      const replaced = (row[index] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

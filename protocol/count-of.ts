/** Writes a count with its noun in English, such as `1 row` and `2 rows`. `plural`: default, the noun with an `s`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`
}

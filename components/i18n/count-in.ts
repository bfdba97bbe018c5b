import { formatOf } from '../ui/format.ts'

/** Writes a number with its noun: `1 recipient`, `2,000 recipients`. The language's plural rules choose the form. */
export function countIn(language: 'en' | 'de'): (count: number, one: string, other: string) => string {
  const format = formatOf(language)
  return (count, one, other) => format.count(count, { one, other })
}

import { fileURLToPath } from 'node:url'
import {
  measure,
  type Passage,
  readComments,
  readDocuments,
  readPageTexts,
  readTexts,
  readTitles,
} from './habits/plain-english.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Upper bounds: words that match `RELATIVE` in 1,000 words, sentences that begin with such a clause, long sentences. */
const CEILINGS = {
  comments: { relatives: 4, beginnings: 0, long: Number.POSITIVE_INFINITY },
  documents: { relatives: 4, beginnings: 0, long: Number.POSITIVE_INFINITY },
  titles: { relatives: 4, beginnings: 0, long: Number.POSITIVE_INFINITY },
  texts: { relatives: 1, beginnings: 0, long: Number.POSITIVE_INFINITY },
  pages: { relatives: 0, beginnings: 0, long: 0 },
} as const
type Kind = keyof typeof CEILINGS
const KINDS = Object.keys(CEILINGS) as Kind[]

/**
 * `npm run prose -- [PATH…]`: prints the figures of the whole, or each passage below the paths that needs a rewrite.
 */
function main(paths: readonly string[]): boolean {
  const read: Record<Kind, Passage[]> = {
    comments: readComments(root),
    documents: readDocuments(root),
    titles: readTitles(root),
    texts: readTexts(root),
    pages: readPageTexts(root),
  }
  if (paths.length === 0) return KINDS.map((kind) => report(kind, read[kind])).every((isWithin) => isWithin)
  const within = KINDS.flatMap((kind) => read[kind]).filter(({ file }) =>
    paths.some((path) => file.startsWith(path)),
  )
  for (const passage of within) if (measure([passage]).relatives > 0) print(passage)
  for (const passage of measure(read.pages.filter((text) => within.includes(text))).long) print(passage)
  const { words, relatives, beginnings } = measure(within)
  console.log(`${words} words, ${relatives.toFixed(1)} in 1,000, ${beginnings.length} beginnings`)
  return true
}

function report(kind: Kind, passages: readonly Passage[]): boolean {
  const { relatives, beginnings, long } = measure(passages)
  const ceiling = CEILINGS[kind]
  console.log(
    `prose: ${kind}: ${relatives.toFixed(1)} who/what/whoever/whom in 1,000 words (at most ${ceiling.relatives}), ${beginnings.length} sentences that begin so (at most ${ceiling.beginnings})${ceiling.long === 0 ? `, ${long.length} long sentences (at most 0)` : ''}`,
  )
  if (beginnings.length > ceiling.beginnings) for (const begun of beginnings) print(begun)
  if (long.length > ceiling.long) for (const passage of long) print(passage)
  return (
    relatives <= ceiling.relatives && beginnings.length <= ceiling.beginnings && long.length <= ceiling.long
  )
}

function print({ file, line, text }: Passage): void {
  console.log(`${file}:${line}: ${text.replaceAll(/\s+/g, ' ').trim()}`)
}

process.exitCode = main(process.argv.slice(2)) ? 0 : 1

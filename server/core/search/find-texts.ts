import { LIMITS } from '#protocol'
import type { SearchHit } from '#protocol/dashboard/search.ts'
import { payloadTitle } from '#protocol/payload-title.ts'
import { toInstant } from '../instants.ts'
import { type PayloadText, readPayloadText } from './payload-text.ts'
import type { SearchContext, SearchFound, SearchInput } from './search-source.ts'
import type { FoundText } from './search-store.ts'
import { fold } from './terms.ts'
import { eachWord, wordsOfSearch, wordsOfText } from './text-words.ts'

const ROWS = LIMITS.searchHits + 1
/** Characters before the word that an excerpt shows. */
const BEFORE = 40
const CUT = '…'

/**
 * Notifications with all words in their title or text. The index is behind the log: the newest notifications that it
 * lacks are read one by one, up to a limit, and the answer says how many are left out.
 */
export async function findNotificationTexts(
  { search }: SearchContext,
  { text }: SearchInput,
): Promise<SearchFound> {
  const words = wordsOfSearch(text)
  if (words.length === 0) return { hits: [] }
  // Before the index, which then has every text that leaves the waiting ones meanwhile.
  const waiting = await search.listWaitingTexts({
    rows: LIMITS.searchTextWaiting,
    counted: LIMITS.searchTextCounted,
  })
  const until = waiting.others > 0 ? await search.findWaitingSince() : undefined
  const { found, isCut } = await search.findTexts({ words, rows: ROWS })
  const hits = new Map<string, SearchHit>()
  for (const row of [...waiting.texts.filter(({ payload }) => hasAll(payload, words)), ...found])
    if (!hits.has(row.id)) hits.set(row.id, hitOf(row, words))
  return {
    hits: [...hits.values()].slice(0, ROWS),
    ...(isCut && { cut: 'rows' }),
    ...(waiting.others > 0 && { waiting: waiting.others }),
    ...(until !== undefined && { searchedUntil: toInstant(until) }),
  }
}

function hasAll(payload: string, words: readonly string[]): boolean {
  const known = wordsOfText(readPayloadText(payload))
  return words.every((word) => known.some((one) => one.startsWith(word)))
}

function hitOf({ id, payload, applicationName, acceptedAt }: FoundText, words: readonly string[]): SearchHit {
  const name = payloadTitle(payload)
  const { match, excerpt } = findReason(readPayloadText(payload), words)
  return {
    ...{ id, match, detail: applicationName, at: toInstant(acceptedAt) },
    ...(name !== undefined && { name }),
    ...(excerpt !== undefined && { excerpt }),
  }
}

/** Returns where the first of the words is, and the text around it. A title has no excerpt: it is shown whole. */
function findReason(
  { title, text }: PayloadText,
  words: readonly string[],
): { match: 'title' | 'text'; excerpt?: string } {
  const shown = text.normalize('NFKC')
  const folded = fold(text)
  const begins = ({ word }: { word: string }) => words.some((wanted) => word.startsWith(wanted))
  if ([...eachWord(fold(title))].some(begins)) return { match: 'title' }
  const at = [...eachWord(folded)].find(begins)?.at ?? 0
  // A few capital letters have a longer small form, and then the index is that of another character.
  return { match: 'text', excerpt: excerptAt(shown, folded.length === shown.length ? at : 0) }
}

/** Returns the part of the text around the index, on one line. */
export function excerptAt(text: string, at: number): string {
  const before = [...text.slice(0, at)]
  const shown = [...before.slice(-BEFORE), ...text.slice(at, at + 2 * LIMITS.searchExcerptCharacters)]
  const part = shown.slice(0, LIMITS.searchExcerptCharacters).join('')
  const isCut =
    shown.length > LIMITS.searchExcerptCharacters || text.length > at + 2 * LIMITS.searchExcerptCharacters
  return `${before.length > BEFORE ? CUT : ''}${part.replaceAll(/\s+/g, ' ').trim()}${isCut ? CUT : ''}`
}

import { LIMITS } from '#protocol'
import type { TermKind, UnindexedAoiClient } from './search-store.ts'

const ID_PREFIX = 'ac_'

/** Returns the words of a text in the form in which the search compares them, joined by spaces. */
export function foldText(text: string): string {
  return wordsOf(text).join(' ')
}

function wordsOf(text: string): string[] {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? []
}

/** Returns the text in one spelling: of Unicode, and of capital letters. */
export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

/**
 * Returns the terms of a text: from each word to the end, cut at `LIMITS.searchTermCharacters`. So a text is found by
 * the beginning of any of its words, and by several words in a row.
 */
export function termsOf(text: string): string[] {
  const words = wordsOf(text).slice(0, LIMITS.searchTermWords)
  return [...new Set(words.map((_, from) => cutTerm(words.slice(from).join(' '))))]
}

/** True if a word of `text` begins with `folded`, a result of `foldText`. */
export function hasTerm(text: string, folded: string): boolean {
  const wanted = cutTerm(folded)
  return wanted !== '' && termsOf(text).some((term) => term.startsWith(wanted))
}

export function cutTerm(text: string): string {
  return [...text].slice(0, LIMITS.searchTermCharacters).join('')
}

/** Returns the term of an id, or of the beginning of one. Letters keep their case. */
export function idTerm(id: string): string {
  return id.startsWith(ID_PREFIX) ? id.slice(ID_PREFIX.length) : id
}

/** Returns the terms under which an operator finds an AOI Client: `LIMITS.searchTermsPerClient` at most. */
export function clientTerms({ id, name, labels }: UnindexedAoiClient): { kind: TermKind; term: string }[] {
  const named = (kind: TermKind, texts: readonly string[]) =>
    [...new Set(texts.flatMap(termsOf))].map((term) => ({ kind, term }))
  const terms = [
    { kind: 'id' as const, term: idTerm(id) },
    ...named('name', name === undefined ? [] : [name]),
  ]
  return [...terms, ...named('label', labels)].slice(0, LIMITS.searchTermsPerClient)
}

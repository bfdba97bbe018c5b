import { LIMITS } from '#protocol'
import { type PayloadText, readPayloadText } from './payload-text.ts'
import { fold } from './terms.ts'

/** Scripts that write no spaces between words. */
const UNSPACED =
  '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}ー]'
/** The marks of some scripts are parts of a word. */
const WORDS = new RegExp(`(?:${UNSPACED}\\p{M}*)+|(?:(?!${UNSPACED})[\\p{L}\\p{N}\\p{M}])+`, 'gu')
const IS_UNSPACED = new RegExp(`^${UNSPACED}`, 'u')
const PAIR = 2
const LEAST_CHARACTERS = 2

/** A word of a folded text. `at`: its index in the text. */
type Word = { word: string; at: number }

/**
 * Returns the words of a text that `fold` returned, in their order. A text without spaces has its pairs of characters as
 * words, and its last character. Other words of a single character are left out.
 */
export function* eachWord(folded: string): Generator<Word> {
  for (const { 0: run, index } of folded.matchAll(WORDS)) {
    const characters = [...run]
    if (!IS_UNSPACED.test(run)) {
      if (characters.length >= LEAST_CHARACTERS)
        yield { word: characters.slice(0, LIMITS.textIndexWordCharacters).join(''), at: index }
      continue
    }
    let at = index
    for (const [place, character] of characters.entries()) {
      yield { word: characters.slice(place, place + PAIR).join(''), at }
      at += character.length
    }
  }
}

/** Returns the words under which the search finds a payload: those of the title first, `LIMITS.textIndexWords` at most. */
export function wordsOfPayload(payload: string): string[] {
  return wordsOfText(readPayloadText(payload))
}

export function wordsOfText({ title, text }: PayloadText): string[] {
  const words = new Set<string>()
  for (const part of [title, text])
    for (const { word } of eachWord(fold(part))) {
      words.add(word)
      if (words.size === LIMITS.textIndexWords) return [...words]
    }
  return [...words]
}

/**
 * Returns the words that a text must have, each by its beginning, to be found: `LIMITS.searchTextWords` at most, the
 * longest first. A single letter alone is the beginning of a word.
 */
export function wordsOfSearch(text: string): string[] {
  const folded = fold(text)
  const words = new Set([...eachWord(folded)].map(({ word }) => word))
  // The last character of a run of pairs is the end of the pair before it.
  const whole = [...words].filter((word) => ![...words].some((other) => isEndOf(word, other)))
  const wanted = whole.length > 0 ? whole : (folded.match(WORDS) ?? [])
  return wanted.toSorted((a, b) => b.length - a.length).slice(0, LIMITS.searchTextWords)
}

function isEndOf(word: string, other: string): boolean {
  return IS_UNSPACED.test(word) && [...word].length === 1 && other !== word && other.endsWith(word)
}

import { LIMITS } from '#protocol'
import type { GuideHit } from '#protocol/dashboard/guide.ts'
import type { GuideSection } from './sections.ts'

const EXCERPT_CHARACTERS = 200
const BEFORE_CHARACTERS = 60

/** Finds the sections with all words of the text. Words in the heading come before words in the text. */
export function searchSections(sections: readonly GuideSection[], text: string): GuideHit[] {
  const words = text.slice(0, LIMITS.guideSearchCharacters).toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  return sections
    .flatMap((section) => {
      const score = scoreOf(section, words)
      return score === 0 ? [] : [{ section, score }]
    })
    .sort((one, other) => other.score - one.score)
    .slice(0, LIMITS.guideHits)
    .map(({ section: { name, title, heading, id, text: whole } }) => ({
      ...{ name, title, heading, id, excerpt: excerptOf(whole, words) },
    }))
}

/** 0 if a word is missing. */
function scoreOf({ title, heading, text }: GuideSection, words: readonly string[]): number {
  const names = `${title} ${heading}`.toLowerCase()
  const body = text.toLowerCase()
  let score = 0
  for (const word of words) {
    if (heading.toLowerCase().includes(word)) score += 9
    else if (names.includes(word)) score += 3
    else if (body.includes(word)) score += 1
    else return 0
  }
  return score
}

function excerptOf(text: string, words: readonly string[]): string {
  const lower = text.toLowerCase()
  const found = words.map((word) => lower.indexOf(word)).filter((place) => place >= 0)
  const wanted = Math.max(0, Math.min(...found, text.length) - BEFORE_CHARACTERS)
  const from = wanted === 0 || found.length === 0 ? 0 : text.indexOf(' ', wanted) + 1
  const isWhole = from + EXCERPT_CHARACTERS >= text.length
  const cut = isWhole ? text.slice(from) : text.slice(from, text.lastIndexOf(' ', from + EXCERPT_CHARACTERS))
  return `${from > 0 ? '… ' : ''}${cut}${from + cut.length < text.length ? ' …' : ''}`
}

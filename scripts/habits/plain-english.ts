import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Passage = { file: string; line: number; text: string }
/**
 * `relatives`: matches of `RELATIVE` in 1,000 words. `beginnings`: sentences that match `FREE_RELATIVE`. `long`:
 * sentences with more than `WORDS_MAX` words.
 */
export type Prose = { words: number; relatives: number; beginnings: Passage[]; long: Passage[] }

/** The folders of the sources. */
export const ROOMS = [
  'app',
  'bench',
  'client',
  'components',
  'e2e',
  'prisma',
  'protocol',
  'scripts',
  'server',
]
/** Matches the path of a room's README. */
export const README = /(?:^|\/)README\.md$/
const LEFT_OUT = /(?:^|\/)(?:node_modules|dist|generated|\.next)(?:\/|$)/
const RELATIVE = /\b(?:who|what|whoever|whom)\b/gi
/** Matches a sentence whose subject is a clause: readers need two passes for it. */
const FREE_RELATIVE =
  /^(?:[Ww]hat|[Ww]hatever|[Ww]ho|[Ww]hoever|[Ww]hom|[Oo]f what|[Tt]o who|[Tt]o whom|Of the)\b(?![^.]*\?$)/
/** The same in German. */
const FREE_RELATIVE_IN_GERMAN = /^(?:Wer|Was|Wen|Wem|Womit)\b(?![^.]*\?$)/
const WORD = /[\p{L}\p{N}’'-]+/gu
const WORDS_MAX = 25
const DICTIONARY = /defineTexts\(\{[\s\S]*?(?:\n\}\)| \}\)\n)/g
const TEXT = /'((?:[^'\\\n]|\\.)*)'|`([^`]*)`/g
const COMMENT = /\/\*\*?([\s\S]*?)\*\/|(?:^|[\s;{(,])\/\/(.*)$/gm
/** Matches the title of a test or of a group: the first argument of `it`, `test` or `describe`, and after `each(…)`. */
const TITLE =
  /(?:\b(?:it|test|describe)(?:\.\w+)*|[)\]])\(\s*(?:'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\.|[^`\\])*)`),\s/g
const TESTS = /\.(?:test|spec)\.tsx?$|-contract(?:\.ts|\/)/
const LITERAL = /'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\.|[^`\\])*)`/g
const WORDS = /[a-z’']+ [a-z’']+ [a-z’']+/i
const SQL = /^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER|PRAGMA)\b/
/** The rooms with the dashboard's texts, which are in two languages. */
const DASHBOARD = new Set(['app', 'components'])
const OF_TESTS = /^e2e\/|(?:^|\/)testing\/|\.(?:test|spec)\.ts$|-contract(?:\.ts|\/)/
/** Matches a value that the runner puts into a title. */
const PLACEHOLDER = /%[a-z]|\$\{[^}]*\}|\$[\w.]+/g

/** Reads the comments of the sources. */
export function readComments(root: string): Passage[] {
  return ROOMS.flatMap((room) => listFiles(root, room, /\.tsx?$/)).flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(COMMENT)].map((match) => ({
      file,
      line: lineOf(match),
      text: (match[1] ?? match[2] ?? '').replaceAll(/^\s*\*/gm, ''),
    })),
  )
}

/** Reads the titles of the tests, without the values that the runner puts into them. */
export function readTitles(root: string): Passage[] {
  return ROOMS.flatMap((room) => listFiles(root, room, TESTS)).flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(TITLE)].map((match) => ({
      ...{ file, line: lineOf(match) },
      text: (match[1] ?? match[2] ?? match[3] ?? '').replaceAll(PLACEHOLDER, 'value'),
    })),
  )
}

/**
 * Reads the texts of the program outside the dashboard: errors, log messages, help, descriptions and output. A text is a
 * string literal with three words in a row that is not SQL. Values are left out.
 */
export function readTexts(root: string): Passage[] {
  return ROOMS.filter((room) => !DASHBOARD.has(room))
    .flatMap((room) => listFiles(root, room, /\.(?:ts|mjs)$/))
    .filter((file) => !OF_TESTS.test(file))
    .flatMap((file) => {
      const code = readFileSync(join(root, file), 'utf8').replaceAll(COMMENT, blank)
      return [...code.matchAll(LITERAL)].map((match) => ({
        ...{ file, line: lineOf(match) },
        text: (match[1] ?? match[2] ?? match[3] ?? '').replaceAll(PLACEHOLDER, 'value'),
      }))
    })
    .filter(({ text }) => WORDS.test(text) && !SQL.test(text))
}

/** Keeps the lines of a comment and removes its words. */
function blank(comment: string): string {
  return comment.replaceAll(/[^\n]/g, ' ')
}

/** Reads the paragraphs of the documents, without code. */
export function readDocuments(root: string): Passage[] {
  const files = [
    ...listFiles(root, 'docs', /\.md$/),
    ...ROOMS.flatMap((room) => listFiles(root, room, README)),
    ...readdirSync(root).filter((name) => name.endsWith('.md') && name !== 'CHANGELOG.md'),
  ]
  return files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8').replaceAll(/```[\s\S]*?```/g, '')
    return [...text.matchAll(/(?:[^\n]|\n(?!\n))+/g)].map((match) => ({
      ...{ file, line: lineOf(match), text: match[0].replaceAll(/`[^`]*`/g, 'code') },
    }))
  })
}

/** Reads the texts that the pages show, in all languages. */
export function readPageTexts(root: string): Passage[] {
  return listFiles(root, 'components', /(?<!\.test)\.tsx?$/).flatMap((file) => {
    const source = readFileSync(join(root, file), 'utf8')
    const texts = [...source.matchAll(DICTIONARY)].flatMap((dictionary) =>
      [...dictionary[0].matchAll(TEXT)].map((match) => ({
        file,
        line: lineOf(dictionary) + lineOf(match) - 1,
        text: (match[1] ?? match[2] ?? '').replaceAll(/\$\{[^}]*\}/g, 'value'),
      })),
    )
    return texts.filter(({ text }) => text.includes(' '))
  })
}

export function measure(passages: readonly Passage[]): Prose {
  let words = 0
  let relatives = 0
  const beginnings: Passage[] = []
  const long: Passage[] = []
  for (const passage of passages) {
    words += countWords(passage.text)
    relatives += passage.text.match(RELATIVE)?.length ?? 0
    for (const text of sentencesOf(passage.text)) {
      if (FREE_RELATIVE.test(text) || FREE_RELATIVE_IN_GERMAN.test(text))
        beginnings.push({ ...passage, text })
    }
    for (const text of passage.text.split(/(?<=[.!?])\s+/))
      if (countWords(text) > WORDS_MAX) long.push({ ...passage, text })
  }
  return { words, relatives: words === 0 ? 0 : (relatives / words) * 1000, beginnings, long }
}

function countWords(text: string): number {
  return text.match(WORD)?.length ?? 0
}

function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.:;!?|])\s+|\n\s*(?=[-*|] )/)
    .map((sentence) => sentence.replaceAll(/\s+/g, ' ').replace(/^[ #*|-]+/, ''))
    .filter((sentence) => sentence !== '')
}

function lineOf({ input, index }: RegExpExecArray): number {
  return input.slice(0, index).split('\n').length
}

/** Lists the files below `folder` whose path matches `name`, without built and generated ones. */
export function listFiles(root: string, folder: string, name: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => name.test(file) && !LEFT_OUT.test(file))
    .sort()
}

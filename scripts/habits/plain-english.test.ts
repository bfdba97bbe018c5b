import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './documents.ts'
import { measure, readPageTexts, readTexts, readTitles } from './plain-english.ts'

const passage = (text: string) => ({ file: 'a.ts', line: 1, text })

describe('measure', () => {
  it('counts relative words in 1,000', () => {
    expect(measure([passage('The hub sends it to whom it may, whoever they are.')])).toMatchObject({
      words: 11,
      relatives: 2000 / 11,
    })
  })

  it.each([
    'What had no room is sent later.',
    'The hub waits. Who comes alone is served at once.',
    'A page: whoever reads it sees all.',
    'One.\n - Of the headers, three.',
    '## Who fills the disk',
    'Wer den Seed hat, kann zurückkommen.',
  ])('finds a sentence that begins with a clause: %s', (text) => {
    expect(measure([passage(text)]).beginnings).toHaveLength(1)
  })

  it.each([
    'The hub sends what had no room.',
    'What is this?',
    'A member of the token.',
    '`requestId`: of the request',
  ])('accepts a sentence: %s', (text) => {
    expect(measure([passage(text)]).beginnings).toEqual([])
  })

  it('finds a sentence with more than 25 words', () => {
    const words = 'word '.repeat(24)
    expect(measure([passage(`${words}last. Short.`)]).long).toEqual([])
    expect(measure([passage(`${words}and last. Short.`)]).long).toHaveLength(1)
  })
})

describe('readTitles', () => {
  it('reads the title of a test, of a group and of a table, without its values', () => {
    const file = 'scripts/habits/plain-english.test.ts'
    expect(readTitles(root).filter((title) => title.file === file)).toMatchObject([
      { text: 'measure' },
      { text: 'counts relative words in 1,000' },
      { text: 'finds a sentence that begins with a clause: value' },
      { text: 'accepts a sentence: value' },
      { text: 'finds a sentence with more than 25 words' },
      { text: 'readTitles' },
      { text: 'reads the title of a test, of a group and of a table, without its values' },
      { text: 'readTexts' },
      { text: 'reads errors and help without their values, and no texts of tests or pages' },
      { text: 'readPageTexts' },
      { text: 'reads the sentences of a dictionary in both languages, and nothing beside it' },
    ])
  })
})

describe('readTexts', () => {
  it('reads errors and help without their values, and no texts of tests or pages', () => {
    const texts = readTexts(root)
    const inFile = (file: string) => texts.filter((text) => text.file === file).map(({ text }) => text)
    expect(inFile('server/run.ts')).toContain('draining took longer than value s')
    expect(inFile('client/command/send.ts')).toContain('Send one notification to a Client App Token')
    expect(texts.filter(({ file }) => /\.test\.ts$|^(?:app|components|e2e)\//.test(file))).toEqual([])
  })
})

describe('readPageTexts', () => {
  it('reads the sentences of a dictionary in both languages, and nothing beside it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'aoi-texts-'))
    try {
      mkdirSync(join(folder, 'components'))
      writeFileSync(
        join(folder, 'components/texts.ts'),
        "const style = 'flex gap-2'\nconst texts = defineTexts({\n  en: { all: () => `all rows` },\n  de: { all: 'alle Zeilen' },\n})\n",
      )
      expect(readPageTexts(folder)).toEqual([
        { file: 'components/texts.ts', line: 3, text: 'all rows' },
        { file: 'components/texts.ts', line: 4, text: 'alle Zeilen' },
      ])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

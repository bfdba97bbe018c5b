import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { DISPLAY_MARK } from '#protocol/display.ts'
import { readPayloadText } from './payload-text.ts'
import { wordsOfPayload, wordsOfSearch } from './text-words.ts'

const words = (payload: unknown) => wordsOfPayload(JSON.stringify(payload))

describe('the words of a payload', () => {
  // Erasing removes the words of the row, so other words need no migration. Old rows keep the old ones.
  it('are those of the title and the body of a notification for a person, and no others', () => {
    const notification = {
      title: 'Front DOOR',
      body: 'opened at 12:30',
      tag: 'hidden',
      data: { secret: 'no' },
    }
    expect(words({ web_push: DISPLAY_MARK, notification })).toEqual([
      'front',
      'door',
      'opened',
      'at',
      '12',
      '30',
    ])
  })

  it('are those of a plain text, and of the strings of any other JSON, the outer ones first', () => {
    expect(words('Pump 7 failed')).toEqual(['pump', 'failed'])
    const nested = { a: { deep: ['inner'] }, list: ['middle', 5, null, true], message: 'outer' }
    expect(words(nested)).toEqual(['outer', 'middle', 'inner'])
    expect(words(42)).toEqual([])
  })

  it('are the same for two spellings of Unicode, and keep marks within a word', () => {
    expect(words('Mu\u0308hle CAFÉ ﬁre')).toEqual(['mühle', 'café', 'fire'])
    expect(words('हिन्दी')).toEqual(['हिन्दी'])
  })

  it('are pairs of characters in a text without spaces', () => {
    expect(words('磁盘已满 disk满')).toEqual(['磁盘', '盘已', '已满', '满', 'disk'])
  })

  it('are limited in number and length, for any payload', () => {
    const many = Array.from({ length: 5000 }, (_, at) => `word${at}`)
    expect(words(many)).toHaveLength(LIMITS.textIndexStrings)
    expect(words(many.join(' '))).toHaveLength(LIMITS.textIndexWords)
    expect(words('x'.repeat(100_000))).toEqual(['x'.repeat(LIMITS.textIndexWordCharacters)])
    expect(wordsOfPayload(`${'['.repeat(50_000)}"deep"${']'.repeat(50_000)}`).length).toBeLessThanOrEqual(1)
    for (const payload of ['', '{', '\u0000\u0001', '\ud800', '"\\ud800"', 'AAECAwQ_-w'])
      expect(wordsOfPayload(payload), payload).toEqual([])
    expect(readPayloadText(JSON.stringify({ text: '😀'.repeat(9000) })).title).toHaveLength(
      2 * LIMITS.textIndexCharacters,
    )
  })
})

describe('the words of a search', () => {
  it('are those of the text, the longest first', () => {
    expect(wordsOfSearch('a Door opened')).toEqual(['opened', 'door'])
    expect(wordsOfSearch('d')).toEqual(['d'])
    expect(wordsOfSearch('磁盘已')).toEqual(['磁盘', '盘已'])
    expect(wordsOfSearch('满')).toEqual(['满'])
    expect(wordsOfSearch(' %_"\' ')).toEqual([])
    expect(wordsOfSearch('one two three four five six seven eight')).toHaveLength(LIMITS.searchTextWords)
  })
})

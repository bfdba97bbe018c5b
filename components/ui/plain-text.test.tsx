import fc from 'fast-check'
import { renderToString } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { PlainText } from './plain-text.tsx'
import { showUnseen } from './visible-text.ts'

describe('text from outside', () => {
  test('is never markup', () => {
    expect(renderToString(<PlainText>{'<img src=x onerror="a()">'}</PlainText>)).toBe(
      '<bdi>&lt;img src=x onerror=&quot;a()&quot;&gt;</bdi>',
    )
  })

  test('shows control characters by their pictures, and bidi characters by their numbers', () => {
    expect(showUnseen('a\u0000b\u001b[31m\u007f')).toBe('a␀b␛[31m␡')
    expect(showUnseen('gpj\u202Eexe')).toBe('gpj⟨U+202E⟩exe')
    expect(showUnseen('a\u200bb\u{e0041}')).toBe('a⟨U+200B⟩b⟨U+E0041⟩')
    expect(showUnseen('half \ud83d')).toBe('half ⟨U+D83D⟩')
  })

  test('keeps scripts, emoji and, on request, lines', () => {
    expect(showUnseen('שלום می‌خواهم 👩‍💻')).toBe('שלום می‌خواهم 👩‍💻')
    expect(showUnseen('a\n\tb')).toBe('a␊␉b')
    expect(showUnseen('a\r\n\tb', { keepLines: true })).toBe('a␍\n\tb')
  })

  test('contains no invisible character, and stays the same when shown twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const shown = showUnseen(text)
        expect(shown).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
        expect(showUnseen(shown)).toBe(shown)
      }),
    )
  })
})

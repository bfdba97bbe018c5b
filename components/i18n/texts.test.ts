import { describe, expect, test } from 'vitest'
import { defineTexts, pickTexts } from './define-texts.ts'
import { findLocale } from './locale.ts'

const texts = defineTexts({
  en: { clients: (count: string) => `${count} clients`, none: 'none' },
  de: { clients: (count: string) => `${count} Clients`, none: 'keine' },
})

describe('texts', () => {
  test('are in the requested language', () => {
    expect(pickTexts(texts, 'en').clients('3')).toBe('3 clients')
    expect(pickTexts(texts, 'de').none).toBe('keine')
  })

  test('are longer, accented and bracketed in the pseudo-locale', () => {
    expect(pickTexts(texts, 'qps').none).toBe('[ñóñé··]')
    expect(pickTexts(texts, 'qps').clients('3')).toMatch(/^\[3 çlíéñtš·+\]$/)
  })
})

describe('the language of a page', () => {
  test('is the chosen one, or the first accepted one, or English', () => {
    expect(findLocale('de', 'en')).toBe('de')
    expect(findLocale(undefined, 'fr-CH, de-AT;q=0.9, en;q=0.8')).toBe('de')
    expect(findLocale('xx', undefined)).toBe('en')
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('globals.css', import.meta.url), 'utf8')
const SCHEMES = ['light', 'dark'] as const
type Colours = ReadonlyMap<string, readonly [light: string, dark: string]>

/** Reads the colours that a block of declarations defines, by name. */
function readColours(block: string): Colours {
  const found = block.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)
  return new Map(Array.from(found, ([, name = '', light = '', dark = '']) => [name, [light, dark]]))
}

function blockAfter(selector: string): string {
  const start = css.indexOf(`${selector} {`)
  return css.slice(start, css.indexOf('}', start))
}

/** Returns the relative luminance (WCAG 2.2). */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

const ordinary = readColours(blockAfter(':root'))
const more = readColours(blockAfter(':root[data-theme="contrast"]'))

const GROUNDS = ['paper', 'surface', 'sunken']
const READ = ['ink', 'muted', 'accent']
const OUTCOMES = ['acked', 'pending', 'expired', 'sent', 'waiting', 'revoked']

/** Lists the pairs of colours that lie on each other, with the least contrast that they may have. */
function pairs(text: number, graphics: number): [string, string, number][] {
  return [
    ...GROUNDS.flatMap((ground) => READ.map((name): [string, string, number] => [name, ground, text])),
    ['warning', 'warning-paper', text],
    ['danger', 'danger-paper', text],
    ['on-accent', 'accent', text],
    ...[...OUTCOMES, 'edge'].map((name): [string, string, number] => [name, 'surface', graphics]),
  ]
}

function tooWeak(colours: Colours, wanted: [string, string, number][]): string[] {
  return wanted.flatMap(([name, ground, least]) =>
    SCHEMES.flatMap((scheme, place) => {
      const [one, other] = [colours.get(name)?.[place], colours.get(ground)?.[place]]
      if (one === undefined || other === undefined) return [`${name} or ${ground} is no colour`]
      const found = contrast(one, other)
      return found < least ? [`${name} on ${ground}, ${scheme}: ${found.toFixed(2)}`] : []
    }),
  )
}

describe('the colours', () => {
  it('contrast with their background: text by 4.5 to 1, graphics and edges by 3 to 1', () => {
    expect(tooWeak(ordinary, pairs(4.5, 3))).toEqual([])
  })

  it('contrast by 7 to 1 for all text when the reader has chosen more contrast', () => {
    expect(tooWeak(new Map([...ordinary, ...more]), pairs(7, 3))).toEqual([])
  })

  it('contrast as much when the reader’s system asks for it', () => {
    expect(readColours(blockAfter(':root:not([data-theme="contrast"])'))).toEqual(more)
  })
})

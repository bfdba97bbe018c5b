import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

type Source = { path: string; text: string }

const sources: readonly Source[] = readdirSync('components', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
  .map((name) => ({ path: join('components', name), text: readFileSync(join('components', name), 'utf8') }))

/** The texts of a dictionary, with `{}` for each value that a function puts in. */
function listTexts({ text }: Source): string[] {
  if (!text.includes('defineTexts(')) return []
  const quoted = /'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g
  return Array.from(text.matchAll(quoted), ([, plain, filled]) =>
    (plain ?? filled ?? '').replaceAll(/\$\{[^}]*\}/g, '{}'),
  )
}

function listMatches(pattern: RegExp, from: readonly Source[] = sources): string[] {
  return from.flatMap((source) =>
    listTexts(source)
      .filter((text) => pattern.test(text))
      .map((text) => `${source.path}: ${text}`),
  )
}

describe('the words of the screen', () => {
  it('call only a page that follows the server live', () => {
    const others = sources.filter(({ path }) => path !== 'components/live/live-state.tsx')
    // A single word is the name of a text, such as the state of a notification in the protocol.
    expect(listMatches(/\blive\b.* |.* \blive\b/i, others)).toEqual([])
    expect(listMatches(/\blive since\b/i)).toHaveLength(2)
  })

  it.each([
    ['a notification', /(?<!web )push message\b|(?<!web-)Push-Nachricht(en)?\b/i],
    ['a Client App Token', /\bpush token\b|\bdevice token\b/i],
    ['an operator', /\badministrators?\b|\bAdministratoren\b/i],
    ['an API key', /\bAPI token\b|\bAPI-Token\b/i],
  ])('have one name for %s', (_, synonym) => {
    expect(listMatches(synonym)).toEqual([])
  })

  it('write lengths of time in the units that people use', () => {
    expect(listMatches(/\d[\d.,]{3,}\s?(?:s|seconds|Sekunden)\b/)).toEqual([])
    const raw = sources.filter(({ text }) =>
      /format\.number\([^()]*(?:ttlSeconds|overlapSeconds|KeptSeconds)\b[^/()]*\)/.test(text),
    )
    expect(raw.map(({ path }) => path)).toEqual([])
  })
})

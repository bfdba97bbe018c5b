import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { indentJson, type JsonNode, readJsonTree } from './json-tree.ts'
import { decodeBytes, previewPayload } from './payload-preview.ts'

const webPush = (bytes: Uint8Array, contentEncoding: 'identity' | 'aes128gcm' = 'identity') =>
  previewPayload({
    ...{ payload: Buffer.from(bytes).toString('base64url'), encoding: 'base64url', bytes: bytes.length },
    contentEncoding,
  } as const)
const utf8 = (text: string) => new TextEncoder().encode(text)

describe('the preview of a payload', () => {
  it('shows UTF-8 text of Web Push as text, JSON in it as JSON, and other bytes as base64url', () => {
    expect(webPush(utf8('Grüße 👋\nzwei'))).toMatchObject({ kind: 'text', shown: 'Grüße 👋\nzwei' })
    expect(webPush(utf8('{"a":1}'))).toMatchObject({ kind: 'json', shown: '{"a":1}' })
    expect(webPush(Uint8Array.of(0xff, 0xfe, 1))).toMatchObject({ kind: 'base64url' })
    expect(webPush(utf8('not for the server'), 'aes128gcm')).toMatchObject({ kind: 'base64url' })
  })

  it('is bounded at any size, and never cuts a character', () => {
    const large = webPush(utf8('ü'.repeat(500_000)))
    expect(large).toMatchObject({ kind: 'text', cut: true })
    expect(large.shown).toMatch(/^ü+$/)
    const json = previewPayload({ encoding: 'json', payload: `[${'1,'.repeat(500_000)}1]` })
    expect(json.cut).toBe(true)
    expect(json.shown.length).toBeLessThan(70_000)
  })

  it('can be downloaded byte for byte', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeBytes(Buffer.from(bytes).toString('base64url'))).toEqual(bytes)
      }),
    )
  })
})

/** Returns the text of the tree, without spaces. */
function write({ name, text, children }: JsonNode): string {
  const value =
    children === undefined ? text : text + children.map(write).join(',') + (text === '{' ? '}' : ']')
  return name === undefined ? value : `${name}:${value}`
}

describe('the tree of a JSON payload', () => {
  it('keeps every number and string as it was sent', () => {
    const sent =
      '{"id":12345678901234567890,"price":1.50,"e":1E400,"text":"a \\u00e9 \\" [x]","deep":[[{}],[]],"n":null}'
    const tree = readJsonTree(`  ${sent.replaceAll(',', ' ,\n ')}  `)
    expect(tree && write(tree)).toBe(sent)
  })

  it('has the value of the JSON that it was read from', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        const tree = readJsonTree(text)
        expect(JSON.parse(tree === undefined ? '' : write(tree))).toEqual(JSON.parse(text))
      }),
    )
  })

  it('matches the indented text, even where that is cut', () => {
    expect(indentJson('{"id":12345678901234567890,"a":[1.50,{}],"b":"x}')).toBe(
      '{\n  "id": 12345678901234567890,\n  "a": [\n    1.50,\n    {}\n  ],\n  "b": "x}',
    )
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        expect(JSON.parse(indentJson(text))).toEqual(JSON.parse(text))
      }),
    )
  })

  it('is missing for a text that is cut or too large to show', () => {
    expect(readJsonTree('{"a":[1,2')).toBeUndefined()
    expect(readJsonTree('{"a')).toBeUndefined()
    expect(readJsonTree(`[${'1,'.repeat(5000)}1]`)).toBeUndefined()
    expect(readJsonTree('')).toBeUndefined()
  })
})

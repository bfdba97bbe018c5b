import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { PushLinks } from './push-links.ts'

const links = new PushLinks(() => 'a secret')

describe('PushLinks', () => {
  it('reads the links that it issued, each for its purpose only, on every node with the same secret', () => {
    fc.assert(
      fc.property(fc.array(fc.uuid(), { minLength: 1, maxLength: LIMITS.receiptMessages }), (ids) => {
        const link = links.issue('receipts', ...ids)
        expect(new PushLinks(() => 'a secret').read('receipts', link)).toEqual(ids)
        expect(links.read('messages', link)).toEqual([])
        expect(new PushLinks(() => 'another').read('receipts', link)).toEqual([])
      }),
    )
  })

  it('refuses a link with one changed character, and an invented one', () => {
    const link = links.issue('receipts', '019a0d5e-7c00-7000-8000-000000000000')
    for (let at = 0; at < link.length; at += 1) {
      const changed = `${link.slice(0, at)}${link[at] === 'A' ? 'E' : 'A'}${link.slice(at + 1)}`
      expect(links.read('receipts', changed)).toEqual([])
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(links.read('receipts', text)).toEqual([])
      }),
    )
  })
})

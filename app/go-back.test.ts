import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { POST as keepLanguage } from './language/route.ts'
import { POST as keepTheme } from './theme/route.ts'

const FORMS = [
  ['theme', keepTheme, 'dark'],
  ['language', keepLanguage, 'de'],
] as const
type Form = readonly [name: string, post: (request: Request) => Response, to: string]

/** Submits the form from the page at `referer`. */
function send(form: Form, referer?: string): string | null {
  const [name, post, to] = form
  const headers = { host: 'push.example', ...(referer === undefined ? {} : { referer }) }
  const request = new Request(`http://push.example/${name}?to=${to}`, { method: 'POST', headers })
  return post(request).headers.get('location')
}

describe.each(FORMS)('the form of the %s without JavaScript', (...form) => {
  it('returns to the page that it was sent from, with its query', () => {
    expect(send(form, 'http://push.example/tokens?kind=shared')).toBe('/tokens?kind=shared')
    expect(send(form)).toBe('/')
  })

  it('never leads to another site', () => {
    expect(send(form, 'https://evil.example/tokens')).toBe('/')
    expect(send(form, 'http://push.example//evil.example/')).toBe('/')
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string()), (referer) => {
        const location = send(form, encodeURI(referer)) ?? ''
        expect(new URL(location, 'http://push.example').host).toBe('push.example')
      }),
    )
  })
})

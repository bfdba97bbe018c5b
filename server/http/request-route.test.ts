import { readdirSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { noteRoute, PAGE_ROOTS, routeOf } from './request-route.ts'

const app = fileURLToPath(new URL('../../app', import.meta.url))
/** Doors with routes of their own, a page for tests, and what Next adds to the pages. */
const NO_PAGES = ['api', 'wp', '%5Fmatrix', '1', 'in', 'message', 'ntfy']
const ADDED = ['_next', 'icon.svg']

const request = (url: string) => ({ url }) as IncomingMessage

describe('the route of a request', () => {
  it('is the pattern that its operation noted', () => {
    const known = request('/wp/a-token')
    noteRoute(known, '/wp/:clientAppToken')
    expect(routeOf(known)).toBe('/wp/:clientAppToken')
  })

  it('has of a page only the first segment, and nothing of an unknown path', () => {
    expect(routeOf(request('/'))).toBe('/')
    expect(routeOf(request('/?code=secret'))).toBe('/')
    expect(routeOf(request('/tokens?search=a'))).toBe('/tokens')
    expect(routeOf(request('/tokens/abc'))).toBe('/tokens/…')
    expect(routeOf(request('/secret'))).toBe('unknown')
    expect(routeOf(request('//'))).toBe('unknown')
  })

  it('is known for every folder of the pages', () => {
    const folders = readdirSync(app, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    const roots = folders.flatMap(({ name }) =>
      name.startsWith('(')
        ? readdirSync(`${app}/${name}`, { withFileTypes: true }).flatMap((entry) =>
            entry.isDirectory() ? [entry.name] : [],
          )
        : [name],
    )
    const pages = roots.filter((name) => !NO_PAGES.includes(name))
    expect([...PAGE_ROOTS].sort()).toEqual([...pages, ...ADDED].sort())
  })
})

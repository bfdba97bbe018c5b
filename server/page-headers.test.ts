import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { guardPages } from './page-headers.ts'

it('keeps the headers and cookies that use the keys of the build from the pages, and all others in place', async () => {
  const door = { isOwnHost: () => true, isSecure: () => false, dev: false }
  const server = createServer(
    guardPages((request, response) => void response.end(JSON.stringify(request.headers)), door),
  )
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const answer = await fetch(`http://127.0.0.1:${port}/`, {
    headers: {
      ...{ 'x-prerender-revalidate': 'key', 'x-prerender-revalidate-if-generated': '1' },
      ...{ 'x-next-revalidated-tags': 'all', 'x-next-revalidate-tag-token': 'key' },
      cookie: '__prerender_bypass=key; theme=dark; __next_preview_data=data; language=de',
      'accept-language': 'de',
    },
  })
  const received = (await answer.json()) as Record<string, string>
  expect(Object.keys(received).filter((name) => /prerender|revalidate/.test(name))).toEqual([])
  expect(received.cookie).toBe('theme=dark; language=de')
  expect(received['accept-language']).toBe('de')
})

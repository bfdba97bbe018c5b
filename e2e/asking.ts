import { request as httpRequest } from 'node:http'

/** Ways to request a page: plainly, by Next’s own requests, and by paths that mean the same. */
export const TRICKS: readonly {
  name: string
  path: (path: string) => string
  headers?: Record<string, string>
}[] = [
  { name: 'plainly', path: (path) => path },
  { name: 'as its data', path: (path) => `${path}?_rsc=1`, headers: { rsc: '1' } },
  {
    name: 'as a prefetch',
    path: (path) => `${path}?_rsc=1`,
    headers: { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' },
  },
  { name: 'as a file', path: (path) => `${path === '/' ? '/index' : path}.rsc` },
  { name: 'as a text', path: (path) => `${path === '/' ? '/index' : path}.txt` },
  { name: 'with a slash at its end', path: (path) => `${path}/` },
  { name: 'with two slashes', path: (path) => `/${path}` },
  { name: 'with letters encoded', path: (path) => path.replace(/[a-z]/, encodeLetter) },
  { name: 'from above', path: (path) => `/sign-in/..${path}` },
]

function encodeLetter(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16)}`
}

/** Requests the path exactly as it is written: `fetch` would normalize it. */
export function ask(asked: {
  url: string
  headers: Record<string, string>
}): Promise<{ status: number; body: string; location: string }> {
  const { origin } = new URL(asked.url)
  const path = asked.url.slice(origin.length)
  return new Promise((resolve, reject) => {
    const sent = httpRequest(origin, { path, headers: asked.headers }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        body += chunk
      })
      response.on('end', () =>
        resolve({ body, status: response.statusCode ?? 0, location: response.headers.location ?? '' }),
      )
    })
    sent.on('error', reject)
    sent.end()
  })
}

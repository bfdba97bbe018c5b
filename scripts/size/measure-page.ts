import { gzipSync } from 'node:zlib'

const KILOBYTE = 1000

/** First-load JavaScript of a page: what its HTML names for browsers of today, each file gzipped by itself. Kilobytes. */
export async function measurePage(url: string, cookie: string): Promise<number> {
  const html = await (await fetch(url, { headers: { cookie } })).text()
  const tags = html.match(/<script\b[^>]*\bsrc="[^"]+"[^>]*>/g) ?? []
  const sources = tags
    .filter((tag) => !/\bnomodule\b/i.test(tag))
    .map((tag) => /\bsrc="([^"]+)"/.exec(tag)?.[1]?.replaceAll('&amp;', '&') ?? '')
  const sizes = await Promise.all(
    [...new Set(sources)].map(async (source) => {
      const script = await fetch(new URL(source, url))
      return gzipSync(Buffer.from(await script.arrayBuffer())).byteLength
    }),
  )
  return sizes.reduce((sum, size) => sum + size, 0) / KILOBYTE
}

/** Kilobytes that a page may ask for at first. */
export function budgetOf(path: string): number {
  return ['/sign-in', '/setup', '/invitation', '/docs'].includes(path) ? 145 : 230
}

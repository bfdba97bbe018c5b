import { gzipSync } from 'node:zlib'

const KILOBYTE = 1000

/**
 * Returns the first-load JavaScript of a page in kilobytes: the scripts of its HTML for modern browsers, each gzipped
 * by itself.
 */
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

/** Returns the kilobytes that the first load of a page may have. */
export function budgetOf(path: string): number {
  return ['/sign-in', '/setup', '/invitation', '/reset'].includes(path) || path.startsWith('/docs')
    ? 145
    : 230
}

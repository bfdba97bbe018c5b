import { PAGE_LIMITS } from '#protocol/page-limits.ts'

const CACHE = 'aoi-inbox-files'
const PAGE = '/inbox'
const BUILT = '/_next/static/'
const OWN = '/inbox/'

/** Keeps the page and the files that it names, so that the installed inbox opens without a connection. */
export async function keepPage(): Promise<void> {
  const page = await fetch(PAGE)
  if (!page.ok) throw new Error(`the inbox answered ${page.status}`)
  const html = await page.clone().text()
  const cache = await caches.open(CACHE)
  await cache.put(PAGE, page)
  const paths = new Set(html.match(/\/_next\/static\/[\w./%~-]+\.(?:js|css)/g))
  await Promise.all([...paths].map((path) => cache.add(path)))
}

/** Returns the answer for a request of the inbox; `undefined` for requests that the worker leaves to the browser. */
export function answerRequest(request: Request, isOpening: boolean): Promise<Response> | undefined {
  const { pathname, origin } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return undefined
  if (isOpening && pathname === PAGE) return fromNetwork(request, PAGE)
  // The name of a built file changes with its content.
  if (pathname.startsWith(BUILT)) return fromCache(request)
  if (pathname.startsWith(OWN) && !pathname.endsWith('.js')) return fromNetwork(request, request.url)
  return undefined
}

async function fromNetwork(request: Request, key: string): Promise<Response> {
  const cache = await caches.open(CACHE)
  try {
    const answer = await fetch(request)
    if (answer.ok) await cache.put(key, answer.clone())
    const kept = answer.status >= 500 ? await cache.match(key) : undefined
    return kept ?? answer
  } catch (error) {
    const kept = await cache.match(key)
    if (kept !== undefined) return kept
    throw error
  }
}

async function fromCache(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  const kept = await cache.match(request)
  if (kept !== undefined) return kept
  const answer = await fetch(request)
  if (answer.ok) await cache.put(request, answer.clone())
  await dropOldest(cache)
  return answer
}

/** Files of earlier versions of the server leave first: a cache lists its keys in the order of their writes. */
async function dropOldest(cache: Cache): Promise<void> {
  const keys = await cache.keys()
  const isKept = (request: Request) => !new URL(request.url).pathname.startsWith(BUILT)
  const surplus = keys.filter((key) => !isKept(key)).slice(0, -PAGE_LIMITS.inboxFilesKept)
  await Promise.all(surplus.map((key) => cache.delete(key)))
}

const OWN = 'http://own.invalid'
/** Pages before signing in: going back to one would only ask again. */
const ENTRIES = ['/sign-in', '/setup', '/invitation']

/**
 * Returns the page that `next` in a query names, with its query and fragment; `undefined` for anything but a page of
 * this server.
 */
export function findNextPath(search: string): string | undefined {
  const next = new URLSearchParams(search).get('next') ?? ''
  if (!next.startsWith('/') || !URL.canParse(next, OWN)) return undefined
  const url = new URL(next, OWN)
  const isOwn = url.origin === OWN && !url.pathname.startsWith('//')
  return isOwn && !ENTRIES.includes(url.pathname) ? `${url.pathname}${url.search}${url.hash}` : undefined
}

/**
 * Returns the page to open after signing in: a page of this server, or else the start page. Adds a fragment that the
 * browser kept across the redirect to the sign-in page.
 */
export function nextPath(search: string, hash = ''): string {
  const path = findNextPath(search) ?? '/'
  return path.includes('#') ? path : `${path}${hash}`
}

/** Returns the URL of `entry` that leads to the same page afterwards. */
export function carryNext(entry: string, search: string): string {
  const next = findNextPath(search)
  return next === undefined || next === '/' ? entry : `${entry}?next=${encodeURIComponent(next)}`
}

import { AoiClientError } from './aoi-client-error.ts'

/**
 * Returns the URL of an AOI Server without a slash at its end: its origin, and the path below which a proxy serves it.
 * Throws `AoiClientError('400')` for another scheme, or for a query, fragment or user, which a connection could not keep.
 * A retry would not help.
 */
export function readServerUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new AoiClientError('400', 'must be an http or https URL, such as http://127.0.0.1:3000')
  }
  if (url.search !== '' || url.hash !== '' || url.username !== '') {
    throw new AoiClientError('400', `must be a URL without user, query and fragment, such as ${url.origin}`)
  }
  return withoutSlash(url.href)
}

/** Returns the URL of a path of the server, such as `/api/ready`. */
export function urlAt(serverUrl: string, path: string): URL {
  return new URL(`${withoutSlash(serverUrl)}${path}`)
}

/** Returns the path of a path of the server at its origin: below that of the server's URL. */
export function pathAt(serverUrl: string, path: string): string {
  return urlAt(serverUrl, path).pathname
}

/** Returns true if both URLs are the same, but for a slash at the end. */
export function isSameServerUrl(one: string, other: string): boolean {
  return urlAt(one, '/').href === urlAt(other, '/').href
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '')
}

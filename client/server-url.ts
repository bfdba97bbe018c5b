import { AoiClientError } from './aoi-client-error.ts'

/**
 * Returns the origin of an AOI Server. Throws `AoiClientError('400')` for another scheme, or for a path, query,
 * fragment or user, which a connection could not keep. A retry would not help.
 */
export function readServerUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new AoiClientError('400', 'must be an http or https URL, such as http://127.0.0.1:3000')
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '') {
    throw new AoiClientError('400', `must be an origin without path, such as ${url.origin}`)
  }
  return url.origin
}

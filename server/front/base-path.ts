import type { IncomingMessage } from 'node:http'

/**
 * Removes the path of `AOI_PUBLIC_URL` from the request target, which is in origin form. Returns whether it was there: a
 * proxy may pass it on or remove it itself.
 */
export function removeBasePath(request: Pick<IncomingMessage, 'url'>, basePath: string): boolean {
  const { url = '' } = request
  if (basePath === '' || !url.startsWith(basePath)) return false
  const rest = url.slice(basePath.length)
  if (rest !== '' && !/^[/?]/.test(rest)) return false
  request.url = rest.startsWith('/') ? rest : `/${rest}`
  return true
}

import { AoiError } from '#server/core/errors.ts'
import type { ApiRequest, ApiServices } from './api-services.ts'

/**
 * Lets only this server's own pages change something, and serves every request only under the server's own names. So a
 * page of another site is refused, even if its name resolves to this server. Throws `forbidden`.
 */
export function requireOwnOrigin(services: ApiServices, c: ApiRequest): void {
  if (!services.isOwnHost(c.req.header('host')))
    throw new AoiError(
      'forbidden',
      'Host: this server does not have that name; its operator can allow it (AOI_ALLOWED_HOSTS)',
    )
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return
  const origin = c.req.header('origin')
  const own =
    origin === undefined ? c.req.header('sec-fetch-site') === 'same-origin' : services.isOwnOrigin(origin)
  if (!own) throw new AoiError('forbidden', 'Origin: must be an origin of this server')
}

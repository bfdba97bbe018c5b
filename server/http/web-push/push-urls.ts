import { LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import type { LinkPurpose } from '#server/core/web-push/push-links.ts'
import type { Api, ApiRequest } from '../api-services.ts'

/** `<URL>; rel="urn:ietf:params:push:receipt"`, among other links. */
const RECEIPT_LINK = /<([^<>\s]*)>[^<]*?;\s*rel="?urn:ietf:params:push:receipt"?/gi

/** Returns the URL of a message, or of the receipts of several messages. */
export function linkTo(api: Api, purpose: LinkPurpose, ...ids: readonly string[]): string {
  const { settings, webPush } = api.services().context
  return `${settings.publicUrl}/wp/${purpose}/${webPush.links.issue(purpose, ...ids)}`
}

/** Returns the `Link` to the receipt subscription of these messages (RFC 8030, 5.1). */
export function receiptLink(api: Api, ids: readonly string[]): string {
  return `<${linkTo(api, 'receipts', ...ids)}>; rel="urn:ietf:params:push:receipt"`
}

/**
 * Returns the messages of the receipt subscription that the sender names in `Link`, for this message's receipt to join.
 * Returns none if that subscription is full. Throws `invalid` for one that is not of this server.
 */
export function readNamedReceipts(api: Api, c: ApiRequest): string[] {
  const named = [...(c.req.header('link') ?? '').matchAll(RECEIPT_LINK)].flatMap(([, url = '']) => {
    const ids = idsOf(api, url)
    if (ids.length === 0) throw new AoiError('invalid', 'Link: must be a receipt subscription of this server')
    return ids
  })
  return named.length < LIMITS.receiptMessages ? named : []
}

function idsOf(api: Api, url: string): string[] {
  const { settings, webPush } = api.services().context
  if (!URL.canParse(url, settings.publicUrl)) return []
  const { origin, pathname } = new URL(url, settings.publicUrl)
  const isOwn = [...settings.webPush.origins, settings.publicOrigin].includes(origin)
  const { basePath } = settings
  const path = pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : pathname
  const [, link = ''] = /^\/wp\/receipts\/([^/]+)$/.exec(path) ?? []
  return isOwn ? webPush.links.read('receipts', link) : []
}

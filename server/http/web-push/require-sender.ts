import { AoiError, isAoiError } from '#server/core/errors.ts'
import type { VapidSender } from '#server/core/web-push/vapid.ts'
import type { Api, ApiRequest } from '../api-services.ts'
import { addressOf } from './push-operation.ts'
import { readVapid } from './read-vapid.ts'

/**
 * Returns the sender that the request proves by VAPID, or `undefined` without credentials. Throws `forbidden` for an
 * invalid proof, or `notFound` if there is no subscription either, so that the sender drops it. Throws `tooMany` for an
 * address that keeps failing.
 */
export async function findSender(
  api: Api,
  { c, clientAppToken }: { c: ApiRequest; clientAppToken: string },
): Promise<VapidSender | undefined> {
  const { context } = api.services()
  try {
    const presented = readVapid({
      authorization: c.req.header('authorization'),
      cryptoKey: c.req.header('crypto-key'),
    })
    if (presented === undefined) return undefined
    const sender = await context.webPush.vapid.verify(presented)
    await api.limits.countPush('sender', sender.vapidKey)
    return sender
  } catch (error) {
    if (!isAoiError(error) || error.code !== 'forbidden') throw error
    await api.limits.countFailedSignIn(addressOf(api, c))
    if ((await context.store.findToken(clientAppToken)) === undefined) {
      throw new AoiError('notFound', 'no subscription has this URL')
    }
    throw error
  }
}

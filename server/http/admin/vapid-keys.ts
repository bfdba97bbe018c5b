import { toInstant } from '#server/core/instants.ts'
import { rotateVapidKey } from '#server/core/push-members/rotate-vapid-key.ts'
import { type AdminCalls, LOCAL_ADMIN } from './admin-call.ts'

/** `vapidKeys.*`: the keys by which push services know this server. */
export const vapidKeyCalls: Pick<AdminCalls, `vapidKeys.${'list' | 'rotate'}`> = {
  'vapidKeys.list': async ({ context }) => {
    const keys = await context.pushMembers.keys.list()
    return {
      keys: keys.map(({ createdAt, ...key }, place) => ({
        ...{ ...key, createdAt: toInstant(createdAt), current: place === 0 },
      })),
    }
  },
  'vapidKeys.rotate': async ({ context }) => ({
    publicKey: await rotateVapidKey(context, { actor: LOCAL_ADMIN }),
  }),
}

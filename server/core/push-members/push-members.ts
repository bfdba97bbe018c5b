import type { Clock } from '../clock.ts'
import { OwnVapidKeys } from './own-vapid-keys.ts'
import type { PushStore } from './push-store.ts'

/** State and ports of the members that are delivered by push services. */
export type PushMembers = {
  store: PushStore
  keys: OwnVapidKeys
  /** Returns the reason why the server would not call this URL; `undefined` if it would. */
  refusalOf: (url: URL) => string | undefined
}

export function createPushMembers(parts: {
  store: PushStore
  clock: Clock
  publicUrl: () => string
  refusalOf: PushMembers['refusalOf']
}): PushMembers {
  const { store, clock, publicUrl, refusalOf } = parts
  return { store, keys: new OwnVapidKeys({ store, clock, subject: publicUrl }), refusalOf }
}

import type { Clock } from '../clock.ts'
import type { Outbound } from '../outbound.ts'
import { MemberLinks } from './member-links.ts'
import { OwnVapidKeys } from './own-vapid-keys.ts'
import type { PushStore } from './push-store.ts'

/** State and ports of the members that are delivered by push services. */
export type PushMembers = {
  store: PushStore
  keys: OwnVapidKeys
  links: MemberLinks
  /** The client that calls push services. */
  outbound: Outbound
  /** Returns the reason why the server would not call this URL; `undefined` if it would. */
  refusalOf: (url: URL) => string | undefined
}

export function createPushMembers(parts: {
  store: PushStore
  clock: Clock
  publicUrl: () => string
  secret: () => string
  epoch: () => string
  outbound: Outbound
  refusalOf: PushMembers['refusalOf']
}): PushMembers {
  const { store, clock, publicUrl, outbound, refusalOf } = parts
  const keys = new OwnVapidKeys({ store, clock, subject: publicUrl })
  return { store, keys, links: new MemberLinks(parts), outbound, refusalOf }
}

import type { Clock } from '../clock.ts'
import type { MakeLimiter } from '../limiter.ts'
import type { LimitWatch } from '../limits/limit-watch.ts'
import type { OutcomeWatch } from '../notifications/outcome-watch.ts'
import type { Store } from '../store.ts'
import type { AudienceRule } from './audience.ts'
import { PushLinks } from './push-links.ts'
import { PushReceipts } from './push-receipts.ts'
import { PushSenders } from './push-senders.ts'
import { VapidVerifier } from './vapid.ts'

/** State that the verbs of Web Push keep between calls. */
export type WebPush = { vapid: VapidVerifier; senders: PushSenders; links: PushLinks; receipts: PushReceipts }

export function createWebPush(parts: {
  store: Store
  clock: Clock
  makeLimiter: MakeLimiter
  limitWatch: LimitWatch
  watch: OutcomeWatch
  audience: () => AudienceRule
  /** Signs the links of messages. */
  secret: () => string
}): WebPush {
  return {
    vapid: new VapidVerifier(parts),
    senders: new PushSenders(parts),
    links: new PushLinks(parts.secret),
    receipts: new PushReceipts(parts),
  }
}

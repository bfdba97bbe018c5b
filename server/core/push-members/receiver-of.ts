import { WEB_PUSH_PATH } from '#protocol'
import type { Receiver, ReceiverKind } from '#protocol/dashboard/receiver.ts'
import { INBOX_PLATFORM } from '#protocol/inbox-platform.ts'
import { clientAppTokenSchema } from '#protocol/registration.ts'

/** The hosts of the browser vendors' push services, by the end of their name. */
const VENDORS: readonly (readonly [end: string, kind: ReceiverKind])[] = [
  ['push.services.mozilla.com', 'mozilla'],
  ['googleapis.com', 'google'],
  ['push.apple.com', 'apple'],
  ['notify.windows.com', 'microsoft'],
]

/**
 * Returns the receiver of a registration. `endpoint`: of its subscription at a push service. `channelId`: of its channel
 * at the push socket of this server. `platform`: of the device of its AOI Client.
 */
export function receiverOf(of: {
  endpoint?: string | null | undefined
  channelId?: string | null | undefined
  platform?: string | null | undefined
}): Receiver {
  const { endpoint, channelId, platform } = of
  const isInbox = platform === INBOX_PLATFORM
  if (endpoint === undefined || endpoint === null) {
    if (isInbox) return { kind: 'inbox' }
    return { kind: channelId === undefined || channelId === null ? 'session' : 'pushSocket' }
  }
  const url = new URL(endpoint)
  return { kind: isInbox ? 'inbox' : kindOf(url), pushHost: url.host }
}

function kindOf({ hostname, pathname }: URL): ReceiverKind {
  for (const [end, kind] of VENDORS) if (hostname === end || hostname.endsWith(`.${end}`)) return kind
  const isPushResource =
    pathname.startsWith(WEB_PUSH_PATH) &&
    clientAppTokenSchema.safeParse(pathname.slice(WEB_PUSH_PATH.length)).success
  return isPushResource ? 'aoiServer' : 'unifiedPush'
}

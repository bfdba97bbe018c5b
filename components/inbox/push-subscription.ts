import { readClientState } from '#aoi-client'
import { toBase64url } from '#protocol/base64url.ts'
import { CLIENT_DATABASE } from './client-database.ts'
import type { InboxStore } from './inbox-store.ts'

/**
 * Subscribes at the browser's push service with the server's key. A subscription with an earlier key is replaced.
 * Rejects with the browser's error if it refuses.
 */
export async function subscribeToPush({ pushManager }: ServiceWorkerRegistration): Promise<PushSubscription> {
  const key = await fetchServerKey()
  const known = await pushManager.getSubscription()
  if (known !== null && keyOf(known) === key) return known
  await known?.unsubscribe()
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
}

/**
 * Tells the server, for each group, where this browser is reached. Groups that the server knows so already cost no
 * request; muted groups have no subscription. Rejects if the server refuses or does not answer.
 */
export async function tellServer(store: InboxStore, subscription: PushSubscription | null): Promise<void> {
  const groups = (await store.listGroups()).filter(({ endedReason }) => endedReason === undefined)
  const state = await readClientState(CLIENT_DATABASE)
  if (state === undefined) return
  const { aoiClientId, aoiClientSecret } = state.credential
  for (const { token, isMuted, pushEndpoint } of groups) {
    const wanted = isMuted ? null : subscription
    if (wanted?.endpoint === pushEndpoint) continue
    const answered = await fetch(`/api/v1/client-app-registrations/${token}/subscription`, {
      method: 'PUT',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${btoa(`${aoiClientId}:${aoiClientSecret}`)}`,
      },
      body: JSON.stringify({ messageType: 'clientAppSubscriptionReq', subscription: elementOf(wanted) }),
    })
    if (!answered.ok) throw new Error(await explain(answered))
    await store.changeGroup(token, { pushEndpoint: wanted?.endpoint })
  }
}

/** The subscription as the protocol has it, with the server's key that it was made with. */
function elementOf(subscription: PushSubscription | null): object | null {
  if (subscription === null) return null
  const { endpoint, keys } = subscription.toJSON()
  return { endpoint, keys, applicationServerKey: keyOf(subscription) }
}

function keyOf({ options }: PushSubscription): string | undefined {
  const { applicationServerKey: key } = options
  return key === null ? undefined : toBase64url(new Uint8Array(key))
}

async function fetchServerKey(): Promise<string> {
  const answered = await fetch('/wp/vapid-key')
  if (!answered.ok) throw new Error(await explain(answered))
  const { applicationServerKey }: { applicationServerKey: string } = await answered.json()
  return applicationServerKey
}

async function explain(answered: Response): Promise<string> {
  const { desc }: { desc?: unknown } = await answered.json().catch(() => ({}))
  return typeof desc === 'string' ? desc : `the server answered ${answered.status}`
}

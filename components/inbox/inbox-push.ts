import { closeRead, showGathered } from './gather-notifications.ts'
import type { Group, InboxStore, Message } from './inbox-store.ts'
import { type PushState, pushStateOf } from './push-state.ts'
import { subscribeToPush, tellServer } from './push-subscription.ts'
import { notificationOf } from './system-notification.ts'

const WORKER = '/inbox/worker.js'
const SCOPE = '/inbox'

/** Starts the worker, which serves the page offline and receives pushes. Browsers without workers go without. */
export async function startWorker(): Promise<void> {
  if ('serviceWorker' in navigator) await navigator.serviceWorker.register(WORKER, { scope: SCOPE })
}

export async function readPushState(): Promise<PushState> {
  const standalone: unknown = Reflect.get(navigator, 'standalone')
  const hasPush = 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis
  return pushStateOf({
    isSecure: globalThis.isSecureContext,
    hasPush,
    standalone: typeof standalone === 'boolean' ? standalone : undefined,
    permission: hasPush ? Notification.permission : undefined,
    isSubscribed: hasPush && (await findSubscription()) !== null,
  })
}

/** Asks for the permission; call it in answer to a gesture. Rejects with the error of the browser or the server. */
export async function turnOnPush(store: InboxStore): Promise<void> {
  if ((await Notification.requestPermission()) !== 'granted') return
  await startWorker()
  await tellServer(store, await subscribeToPush(await navigator.serviceWorker.ready))
}

export async function turnOffPush(store: InboxStore): Promise<void> {
  const subscription = await findSubscription()
  await tellServer(store, null)
  await subscription?.unsubscribe()
}

/**
 * Renews a subscription that the browser has lost, or that has an earlier key of the server, and tells the server of
 * new, muted and changed groups.
 */
export async function keepPush(store: InboxStore): Promise<void> {
  const isWanted = (await store.listGroups()).some(({ pushEndpoint }) => pushEndpoint !== undefined)
  const state = await readPushState()
  if (state === 'on' || (state === 'off' && isWanted && Notification.permission === 'granted'))
    await tellServer(store, await subscribeToPush(await navigator.serviceWorker.ready))
}

/** The words of notifications by the system. */
export type RingTexts = { newMessage: string; several: (name: string, count: string) => string }

/** Rings for a message that the session brought while the person looks elsewhere. */
export async function ring(
  message: Message,
  { group, texts }: { group: Group; texts: RingTexts },
): Promise<void> {
  const isSeen = document.visibilityState === 'visible' && document.hasFocus()
  if (isSeen || group.isMuted || (await readPushState()) !== 'on') return
  const about = { group, several: texts.several, isSilent: false }
  const notification = notificationOf(message, { group, fallback: texts.newMessage })
  await showGathered(await navigator.serviceWorker.ready, notification, about)
}

/** Closes the notifications of messages that the person has read in the page. */
export async function stopRinging(messages: readonly Message[]): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const worker = await navigator.serviceWorker.getRegistration(SCOPE)
  const read = new Set(messages.flatMap(({ id, isRead }) => (isRead ? [id] : [])))
  if (worker !== undefined && 'getNotifications' in worker) await closeRead(worker, (id) => read.has(id))
}

async function findSubscription(): Promise<PushSubscription | null> {
  const worker = await navigator.serviceWorker.getRegistration(SCOPE)
  return (await worker?.pushManager.getSubscription()) ?? null
}

import { toBase64url } from '#protocol/base64url.ts'
import { type BrowserGroup, findGroup, forgetGroup, keepGroup, PUSH_WORKER_PATH } from './browser-group.ts'
import { DEMO_APPLICATION } from './phone.ts'

/** Why this browser cannot join; the page explains the remedy for each obstacle. */
export type JoinObstacle =
  /** No service worker or no push: a private window, or a page without TLS on another machine. */
  | 'unsupported'
  /** Only Firefox lets a person choose the push service. */
  | 'notFirefox'
  | 'notAllowed'
  /** The browser subscribes at another push service. */
  | 'otherService'

export class JoinError extends Error {
  readonly obstacle: JoinObstacle

  constructor(obstacle: JoinObstacle, detail = '') {
    super(detail)
    this.obstacle = obstacle
  }
}

/** Finds obstacles without a trial subscription, which would be made at another party's push service. */
export function findObstacle(): JoinObstacle | undefined {
  if (!/\bFirefox\//.test(navigator.userAgent)) return 'notFirefox'
  const isAble = 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis
  return isAble ? undefined : 'unsupported'
}

/**
 * Subscribes through the browser's own push manager and joins the seed's group with the subscription. The application
 * server's key pair is made for this one subscription and not kept. Throws `JoinError`, and the errors of the browser
 * and of the server.
 */
export async function joinBrowser(seed: string): Promise<BrowserGroup> {
  const obstacle = findObstacle()
  if (obstacle !== undefined) throw new JoinError(obstacle)
  if ((await Notification.requestPermission()) !== 'granted') throw new JoinError('notAllowed')
  const { pushManager } = await startWorker()
  await (await pushManager.getSubscription())?.unsubscribe()
  const pair = { name: 'ECDSA', namedCurve: 'P-256' }
  const applicationServerKeys = await crypto.subtle.generateKey(pair, false, ['sign', 'verify'])
  const applicationServerKey = await crypto.subtle.exportKey('raw', applicationServerKeys.publicKey)
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })
  try {
    return await join({ seed, subscription, applicationServerKeys })
  } catch (error) {
    await subscription.unsubscribe()
    throw error
  }
}

/** The group that this browser has joined; `undefined` when its subscription is gone. */
export async function findJoined(): Promise<BrowserGroup | undefined> {
  if (findObstacle() !== undefined) return undefined
  const worker = await navigator.serviceWorker.getRegistration(PUSH_WORKER_PATH)
  const subscription = await worker?.pushManager.getSubscription()
  return subscription === null || subscription === undefined ? undefined : findGroup()
}

/** Leaves the group by ending the browser's subscription. */
export async function leaveGroup(): Promise<void> {
  const worker = await navigator.serviceWorker.getRegistration(PUSH_WORKER_PATH)
  await (await worker?.pushManager.getSubscription())?.unsubscribe()
  await worker?.unregister()
  await forgetGroup()
}

async function join(input: {
  seed: string
  subscription: PushSubscription
  applicationServerKeys: CryptoKeyPair
}): Promise<BrowserGroup> {
  const { seed, subscription, applicationServerKeys } = input
  const { host } = new URL(subscription.endpoint)
  if (host !== location.host) throw new JoinError('otherService', host)
  const { joinGroup } = await import('#aoi-client')
  const { p256dh = '', auth = '' } = subscription.toJSON().keys ?? {}
  const { token, keys } = await joinGroup({
    ...{ serverUrl: location.origin, applicationServerKeys },
    subscription: { endpoint: subscription.endpoint, keys: { p256dh, auth } },
    ...{ applicationName: DEMO_APPLICATION, tokenSeed: seed },
  })
  const group = { token, privateKey: toBase64url(keys.privateKey), auth: toBase64url(keys.auth) }
  await keepGroup(group)
  return group
}

/** Returns the page's worker once it is active: an installing worker cannot subscribe yet. */
async function startWorker(): Promise<ServiceWorkerRegistration> {
  const registration = await navigator.serviceWorker.register(PUSH_WORKER_PATH)
  const coming = registration.installing ?? registration.waiting
  if (coming === null) return registration
  await new Promise<void>((resolve) => {
    const look = () => {
      if (coming.state === 'activated' || coming.state === 'redundant') resolve()
    }
    coming.addEventListener('statechange', look)
    look()
  })
  return registration
}

import { openGroupMessage, pushKeysOf } from '#aoi-client'
import { findBase64urlBytes } from '#protocol/base64url.ts'
import { findGroup, keepMessage, PUSH_WORKER_NEWS } from './browser-group.ts'
import { textOf } from './text-of.ts'

type ExtendableTask = { waitUntil(promise: Promise<unknown>): void }
type PushMessage = ExtendableTask & { data: { arrayBuffer(): ArrayBuffer } | null }

/** The used part of a service worker's global scope; TypeScript's types for pages lack it. */
type Worker = {
  registration: { showNotification(title: string, options: { body: string; tag: string }): Promise<void> }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install', listener: (event: ExtendableTask) => void): void
  addEventListener(type: 'push', listener: (event: PushMessage) => void): void
}

const worker = globalThis as unknown as Worker
let work: Promise<unknown> = Promise.resolve()

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()))
// Handles messages one after the other, because each one adds to the stored list.
worker.addEventListener('push', (event) => {
  const body = new Uint8Array(event.data?.arrayBuffer() ?? new ArrayBuffer(0))
  work = work.catch(() => undefined).then(() => receive(body))
  event.waitUntil(work)
})

/**
 * Opens the group's message, keeps it for the page, and shows it: browsers require a visible notification for each
 * push.
 */
async function receive(body: Uint8Array): Promise<void> {
  const text = await open(body)
  await keepMessage({ at: Date.now(), text })
  new BroadcastChannel(PUSH_WORKER_NEWS).postMessage('message')
  await worker.registration.showNotification('AOI', { body: text, tag: 'aoi-demo' })
}

async function open(body: Uint8Array): Promise<string> {
  const group = await findGroup()
  if (group === undefined) return 'a message for a group that was left'
  const [privateKey, auth] = [group.privateKey, group.auth].map((key) => findBase64urlBytes(key))
  const keys = pushKeysOf({ privateKey: privateKey ?? new Uint8Array(), auth: auth ?? new Uint8Array() })
  try {
    return textOf((await openGroupMessage(keys, body)).text())
  } catch (error) {
    return `a message that cannot be opened: ${error instanceof Error ? error.message : String(error)}`
  }
}

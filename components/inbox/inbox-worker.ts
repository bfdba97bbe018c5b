import { readClientState } from '#aoi-client'
import { pickTexts } from '../i18n/define-texts.ts'
import { findLocale } from '../i18n/locale.ts'
import { CLIENT_DATABASE } from './client-database.ts'
import { showGathered } from './gather-notifications.ts'
import { type Group, InboxStore, type Message } from './inbox-store.ts'
import { readContent } from './message-content.ts'
import { answerRequest, keepPage } from './offline-files.ts'
import { openContent, type PushEnvelope, readDelivery, readPushMessage } from './push-message.ts'
import { subscribeToPush, tellServer } from './push-subscription.ts'
import { showBadge } from './show-badge.ts'
import { countUnread } from './shown-messages.ts'
import { type NotificationTarget, notificationOf, targetOf } from './system-notification.ts'
import { workerTexts } from './worker-texts.ts'

/** The used part of a service worker's global scope; TypeScript's types for pages lack it. */
type Task = { waitUntil(promise: Promise<unknown>): void }
type FetchTask = Task & { request: Request; respondWith(answer: Promise<Response>): void }
type PushTask = Task & { data: { arrayBuffer(): ArrayBuffer } | null }
type ClickTask = Task & { action: string; notification: { data: NotificationTarget | null; close(): void } }
type WindowClient = { url: string; visibilityState: string; focus(): Promise<unknown> }
declare const registration: ServiceWorkerRegistration
declare const clients: {
  claim(): Promise<void>
  matchAll(options: { type: 'window'; includeUncontrolled: true }): Promise<WindowClient[]>
  openWindow(url: string): Promise<unknown>
}
declare function skipWaiting(): Promise<void>
declare function addEventListener(type: 'install' | 'activate', listener: (event: Task) => void): void
declare function addEventListener(type: 'fetch', listener: (event: FetchTask) => void): void
declare function addEventListener(type: 'push', listener: (event: PushTask) => void): void
declare function addEventListener(type: 'notificationclick', listener: (event: ClickTask) => void): void
declare function addEventListener(type: 'pushsubscriptionchange', listener: (event: Task) => void): void

const t = pickTexts(workerTexts, findLocale(undefined, navigator.language))

// Without a connection the files come with the next visit.
addEventListener('install', (event) =>
  event.waitUntil(Promise.all([skipWaiting(), keepPage().catch(() => undefined)])),
)
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('fetch', (event) => {
  const answer = answerRequest(event.request, event.request.mode === 'navigate')
  if (answer !== undefined) event.respondWith(answer)
})
addEventListener('push', (event) => {
  const plaintext = new Uint8Array(event.data?.arrayBuffer() ?? new ArrayBuffer(0))
  event.waitUntil(withStore((store) => receive(store, plaintext)))
})
addEventListener('notificationclick', (event) => {
  event.notification.close()
  const { data } = event.notification
  event.waitUntil(
    withStore((store) => open(store, data === null ? undefined : { data, action: event.action })),
  )
})
addEventListener('pushsubscriptionchange', (event) =>
  event.waitUntil(withStore(async (store) => tellServer(store, await subscribeToPush(registration)))),
)

async function withStore(run: (store: InboxStore) => Promise<void>): Promise<void> {
  const store = await InboxStore.open()
  try {
    await run(store)
  } finally {
    store.close()
  }
}

/**
 * Stores the message, shows it, and then confirms it. Browsers require a visible notification for each push. The message
 * is confirmed even if the system cannot show it: the inbox has it.
 */
async function receive(store: InboxStore, plaintext: Uint8Array): Promise<void> {
  const envelope = readPushMessage(plaintext)
  const group = envelope && (await store.findGroup(envelope.about.clientAppToken))
  const content = envelope && (await findContent(envelope))
  if (envelope === undefined || group === undefined || content === undefined) {
    return registration.showNotification(t.newMessage, { body: t.unreadable, tag: 'aoi-inbox' })
  }
  const { id, seq, link } = envelope.about
  const now = Date.now()
  const { sentAt = now, text } = content
  const ids = { id, token: group.token, seq }
  const message = { ...ids, sentAt, receivedAt: now, isRead: false, content: readContent(text) }
  const reception = await store.receive(message)
  try {
    await inTurn(() => show(store, { message, group, isKnown: reception === 'known' }))
  } finally {
    const confirmed = await fetch(`/wp/deliveries/${link}`, { method: 'POST' })
    if (confirmed.ok && reception === 'new') await store.changeMessage(id, { confirmedAt: Date.now() })
  }
}

let turn: Promise<unknown> = Promise.resolve()

/** Pushes come several at once, and each depends on the notifications of those before. */
function inTurn(run: () => Promise<void>): Promise<void> {
  const own = turn.then(run)
  turn = own.catch(() => undefined)
  return own
}

/** A message that the open page has shown already makes no sound, and goes at once if the person has read it. */
async function show(
  store: InboxStore,
  { message, group, isKnown }: { message: Message; group: Group; isKnown: boolean },
): Promise<void> {
  const shown = notificationOf(message, { group, fallback: t.newMessage })
  if (isKnown && (await store.findMessage(message.id))?.isRead === true) {
    await registration.showNotification(shown.title, { ...shown.options, silent: true })
    for (const notification of await registration.getNotifications({ tag: shown.options.tag }))
      notification.close()
  } else {
    const isSilent = isKnown || (await findWindows()).some(isVisible)
    await showGathered(registration, shown, { group, several: t.several, isSilent })
  }
  await showBadge(countUnread(await store.listMessages()))
}

/** Returns the text; `undefined` if the message can only be fetched, and the server does not answer. */
async function findContent({
  about,
  content,
}: PushEnvelope): Promise<{ text: string | null; sentAt?: number } | undefined> {
  const keys = (await readClientState(CLIENT_DATABASE))?.findKeys(about.clientAppToken)
  if (content.kind !== 'notice') return { text: await openContent(content, keys) }
  const answered = await fetch(`/wp/deliveries/${about.link}`).catch(() => undefined)
  if (answered?.ok !== true) return undefined
  const answer: { sentAt?: string } = await answered.json()
  const fetched = readDelivery(answer)
  if (fetched === undefined || fetched.kind === 'notice') return undefined
  return { text: await openContent(fetched, keys), sentAt: Date.parse(answer.sentAt ?? '') || Date.now() }
}

async function open(
  store: InboxStore,
  clicked: { data: NotificationTarget; action: string } | undefined,
): Promise<void> {
  const address = clicked && targetOf(clicked.data, clicked.action)
  if (clicked !== undefined) await store.markRead(clicked.data.ids.length === 1 ? clicked.data.ids : [])
  await showBadge(countUnread(await store.listMessages()))
  const [known] = address === undefined ? await findWindows() : []
  await (known?.focus() ?? clients.openWindow(address ?? '/inbox'))
}

async function findWindows(): Promise<WindowClient[]> {
  const all = await clients.matchAll({ type: 'window', includeUncontrolled: true })
  return all.filter(({ url }) => new URL(url).pathname === '/inbox')
}

function isVisible({ visibilityState }: WindowClient): boolean {
  return visibilityState === 'visible'
}

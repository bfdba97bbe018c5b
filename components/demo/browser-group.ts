/** The group that this browser has joined, and the keys that open its messages; base64url. */
export type BrowserGroup = { token: string; privateKey: string; auth: string }

/** A message for the group. Lists have the newest first. */
export type BrowserMessage = { at: number; text: string }

/** The path of the page's worker, and the channel over which it notifies the page. */
export const PUSH_WORKER_PATH = '/demo/worker.js'
export const PUSH_WORKER_NEWS = 'aoi-demo-browser'

const CACHE = 'aoi-demo-browser'
const GROUP = '/demo/browser/group'
const MESSAGES = '/demo/browser/messages'
const KEPT = 20

export function findGroup(): Promise<BrowserGroup | undefined> {
  return find<BrowserGroup>(GROUP)
}

export async function keepGroup(group: BrowserGroup): Promise<void> {
  await keep(GROUP, group)
  await keep(MESSAGES, [])
}

export async function forgetGroup(): Promise<void> {
  await caches.delete(CACHE)
}

export async function listMessages(): Promise<BrowserMessage[]> {
  return (await find<BrowserMessage[]>(MESSAGES)) ?? []
}

export async function keepMessage(message: BrowserMessage): Promise<void> {
  await keep(MESSAGES, [message, ...(await listMessages())].slice(0, KEPT))
}

/** The Cache API is the storage that a page and its worker share, whether or not the other runs. */
async function find<Kept>(path: string): Promise<Kept | undefined> {
  const found = await (await caches.open(CACHE)).match(path)
  return found === undefined ? undefined : ((await found.json()) as Kept)
}

async function keep(path: string, value: unknown): Promise<void> {
  await (await caches.open(CACHE)).put(path, new Response(JSON.stringify(value)))
}

import type { Group } from './inbox-store.ts'
import type { NotificationTarget, SystemNotification } from './system-notification.ts'

/** From this many messages of one group on, one notification stands for all of them. */
const GATHERED_FROM = 3

/** The used part of a notification that the system shows. */
export type ShownNotification = { tag: string; requireInteraction: boolean; data: NotificationTarget | null }

type About = {
  group: Pick<Group, 'token' | 'name'>
  /** Says how many messages a group has. */
  several: (name: string, count: string) => string
}

/**
 * Decides what the system shows for another message: the message itself, or one notification for all messages of its
 * group. `closes` are the tags of those that it replaces. A message that asks for an answer stays by itself.
 */
export function gatherNotifications(
  incoming: SystemNotification,
  { shown, group, several }: About & { shown: readonly ShownNotification[] },
): { notification: SystemNotification; closes: string[] } {
  const alone = { notification: incoming, closes: [] }
  if (incoming.options.requireInteraction === true) return alone
  const others = shown.filter(
    ({ tag, data, requireInteraction }) =>
      data?.token === group.token && !requireInteraction && tag !== incoming.options.tag,
  )
  const ids = [...new Set([...others, incoming.options].flatMap(({ data }) => data?.ids ?? []))]
  if (ids.length < GATHERED_FROM) return alone
  const tag = `several ${group.token}`
  const { icon, silent } = incoming.options
  const latest = incoming.title === group.name ? incoming.options.body : incoming.title
  return {
    notification: {
      title: several(group.name, String(ids.length)),
      options: {
        ...{ body: latest ?? '', tag, renotify: true, data: { ids, token: group.token, actions: [] } },
        ...{ actions: [], ...(icon !== undefined && { icon }), ...(silent !== undefined && { silent }) },
      },
    },
    closes: others.flatMap((other) => (other.tag === tag ? [] : [other.tag])),
  }
}

/** Shows a message by the system, or one notification for all messages of its group. */
export async function showGathered(
  registration: ServiceWorkerRegistration,
  incoming: SystemNotification,
  { isSilent, ...about }: About & { isSilent: boolean },
): Promise<void> {
  const shown = await registration.getNotifications()
  const { notification, closes } = gatherNotifications(incoming, { ...about, shown })
  const { title, options } = notification
  await registration.showNotification(title, isSilent ? { ...options, silent: true } : options)
  for (const other of shown) if (closes.includes(other.tag)) other.close()
}

/** Closes the notifications whose messages a person has read, all of them. */
export async function closeRead(
  registration: ServiceWorkerRegistration,
  isRead: (id: string) => boolean,
): Promise<void> {
  for (const notification of await registration.getNotifications()) {
    const target: NotificationTarget | null = notification.data
    if (target?.ids.every(isRead) === true) notification.close()
  }
}

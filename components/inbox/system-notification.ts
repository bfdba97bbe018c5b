import type { Group, Message } from './inbox-store.ts'
import { placeOf } from './shown-messages.ts'

/** The messages of a notification, and the address that a click opens, on itself and on each of its actions. */
export type NotificationTarget = {
  /** Several: the notification stands for all of them. */
  ids: string[]
  token: string
  navigate?: string | undefined
  actions: (string | undefined)[]
}

export type SystemNotification = {
  title: string
  options: NotificationOptions & {
    tag: string
    data: NotificationTarget
    actions: { action: string; title: string }[]
    /** True: it rings although it takes the place of another one. */
    renotify?: boolean
  }
}

/** Returns the system's notification for a message. `fallback` is the text of a message without a title and a body. */
export function notificationOf(
  { id, content }: Pick<Message, 'id' | 'content'>,
  { group, fallback }: { group: Pick<Group, 'token' | 'name'>; fallback: string },
): SystemNotification {
  const { title, body, lang, dir, silent, requireInteraction, tag, navigate, actions = [] } = content
  const { token } = group
  const target = { ids: [id], token, navigate, actions: actions.map((action) => action.navigate) }
  return {
    title: title ?? group.name,
    options: {
      ...{ body: body ?? (title === undefined ? fallback : ''), tag: tagOf({ id, token, tag }) },
      ...{ icon: '/inbox/icon1.png', data: target },
      // Their place names them, since the sender's own names may repeat.
      actions: actions.map((action, place) => ({ action: String(place), title: action.title })),
      ...(lang === undefined ? {} : { lang }),
      ...(dir === undefined ? {} : { dir }),
      ...(silent === undefined ? {} : { silent }),
      ...(requireInteraction === undefined ? {} : { requireInteraction }),
    },
  }
}

/** The same message replaces its own notification, whichever way it came, and so does a later one with its tag. */
function tagOf({ id, token, tag }: { id: string; token: string; tag: string | undefined }): string {
  return tag === undefined ? id : placeOf(token, tag)
}

/** Returns the address that a click opens: the action's, else the notification's own; `undefined`: the inbox. */
export function targetOf(data: NotificationTarget, action: string): string | undefined {
  return action === '' ? data.navigate : (data.actions[Number(action)] ?? data.navigate)
}

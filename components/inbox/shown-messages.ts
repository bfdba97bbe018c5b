import type { Group, Message } from './inbox-store.ts'

/** Groups of one application, for the list. */
export type ApplicationGroups = { applicationName: string; groups: Group[] }

/**
 * Returns the messages that a person sees, the pinned ones first, then newest first: those of one group or of all, with
 * the words of the search. A later message with the same tag replaces an earlier one of its group, unless that is pinned.
 */
export function shownMessages(
  messages: readonly Message[],
  { token, search }: { token?: string | undefined; search: string },
): Message[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  return withoutReplaced(messages)
    .filter((message) => token === undefined || message.token === token)
    .filter((message) => {
      const text = `${message.content.title ?? ''} ${message.content.body ?? ''}`.toLocaleLowerCase()
      return words.every((word) => text.includes(word))
    })
    .sort(
      (one, other) =>
        Number(other.isPinned ?? false) - Number(one.isPinned ?? false) ||
        other.sentAt - one.sentAt ||
        other.seq - one.seq,
    )
}

/** The unread messages that a person sees, in one group or in all. */
export function countUnread(messages: readonly Message[], token?: string): number {
  return shownMessages(messages, { token, search: '' }).filter(({ isRead }) => !isRead).length
}

/** Groups by application; both in the order of their names. */
export function byApplication(groups: readonly Group[]): ApplicationGroups[] {
  const byName = new Map<string, Group[]>()
  for (const group of groups.toSorted((one, other) => one.name.localeCompare(other.name))) {
    byName.set(group.applicationName, [...(byName.get(group.applicationName) ?? []), group])
  }
  return [...byName]
    .map(([applicationName, own]) => ({ applicationName, groups: own }))
    .sort((one, other) => one.applicationName.localeCompare(other.applicationName))
}

function withoutReplaced(messages: readonly Message[]): Message[] {
  const last = new Map<string, number>()
  for (const { token, seq, content } of messages) {
    if (content.tag === undefined) continue
    const place = placeOf(token, content.tag)
    last.set(place, Math.max(last.get(place) ?? 0, seq))
  }
  return messages.filter(
    ({ token, seq, isPinned, content }) =>
      isPinned === true || content.tag === undefined || last.get(placeOf(token, content.tag)) === seq,
  )
}

/** The place of a message on the screen: a later one with the same tag takes it. */
export function placeOf(token: string, tag: string): string {
  return `${token} ${tag}`
}

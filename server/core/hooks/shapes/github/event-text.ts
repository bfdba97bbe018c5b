import { type Fields, textAt } from '../reading/fields.ts'

/** One event in words: the first line is a sentence. `link` is the page of its object, `more` counts lines left out. */
export type EventText = { lines: readonly string[]; link?: unknown; more?: number }

/** Returns the name of the person who caused an event. */
export function senderOf(payload: Fields): string {
  const names = ['sender.login', 'sender.username', 'pusher.name', 'pusher.login']
  return names.map((name) => textAt(payload, name)).find((name) => name !== undefined) ?? 'Somebody'
}

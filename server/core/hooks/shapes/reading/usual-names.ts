import { isFields, memberOf } from './fields.ts'

/** Members that hold these fields at most senders, the first one first. */
const TITLES = ['title', 'subject', 'summary']
const BODIES = ['message', 'text', 'body', 'msg', 'description', 'content']

/** Returns title and text of a JSON object by the usual names of its members. */
export function readUsualNames(payload: unknown): { title: string | undefined; body: string | undefined } {
  return { title: findText(payload, TITLES), body: findText(payload, BODIES) }
}

function findText(payload: unknown, names: readonly string[]): string | undefined {
  if (!isFields(payload)) return undefined
  const texts = names.map((name) => memberOf(payload, name))
  return texts.find((text): text is string => typeof text === 'string' && text.trim() !== '')?.trim()
}

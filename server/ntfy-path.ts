import type { IncomingMessage } from 'node:http'
import { RESERVED_TOPICS } from '#protocol/reserved-topics.ts'

const NTFY_ROOT = '/ntfy'
/** A topic, a topic with the sequence id of its message, or the root with the topic in the JSON body. */
const PUBLISHED_PATH = /^\/(?:([-_A-Za-z0-9]{1,64})(?:\/[-_A-Za-z0-9]{1,64})?)?$/
const READ_PATH = /^\/([-_A-Za-z0-9]{1,64})\/(?:publish|send|trigger)$/

/**
 * Returns the path of a request to ntfy's API without the prefix, with the prefix; `undefined` for every other request.
 * Pages are read by GET alone, so `POST` and `PUT` of a topic at the root are free for stock clients of ntfy.
 */
export function toNtfyPath({
  method,
  url = '',
}: Pick<IncomingMessage, 'method' | 'url'>): string | undefined {
  const [path = ''] = url.split('?', 1)
  const isWriting = method === 'POST' || method === 'PUT'
  const match = (isWriting ? PUBLISHED_PATH : method === 'GET' ? READ_PATH : undefined)?.exec(path)
  if (match == null || RESERVED_TOPICS.has(match[1] ?? '')) return undefined
  const query = url.slice(path.length)
  return `${NTFY_ROOT}${path === '/' ? '' : path}${query}`
}

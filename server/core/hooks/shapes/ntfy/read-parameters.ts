import { decodeHeader } from '../reading/decode-header.ts'
import type { Fields } from '../reading/fields.ts'
import { listOf, textOf } from '../reading/fields.ts'
import type { HookRequest } from '../shape.ts'

/** ntfy's parameters with the names under which a header or the query may have them, the first name first. */
const NAMES = {
  title: ['x-title', 'title', 'ti', 't'],
  message: ['x-message', 'message', 'm'],
  priority: ['x-priority', 'priority', 'prio', 'p'],
  tags: ['x-tags', 'tags', 'tag', 'ta'],
  delay: ['x-delay', 'delay', 'x-at', 'at', 'x-in', 'in'],
  click: ['x-click', 'click'],
  icon: ['x-icon', 'icon'],
  actions: ['x-actions', 'actions', 'action'],
  attach: ['x-attach', 'attach', 'a'],
  filename: ['x-filename', 'filename', 'file', 'f'],
  email: ['x-email', 'x-e-mail', 'email', 'e-mail', 'mail', 'e'],
  call: ['x-call', 'call'],
  markdown: ['x-markdown', 'markdown', 'md'],
  template: ['x-template', 'template', 'tpl'],
  cache: ['x-cache', 'cache'],
  pollId: ['x-poll-id', 'poll-id'],
  unifiedPush: ['x-unifiedpush', 'unifiedpush', 'up'],
  sequenceId: ['x-sequence-id', 'sequence-id', 'sequence_id', 'sid'],
  contentType: ['content-type', 'content_type'],
} as const

export type Parameter = keyof typeof NAMES
export type Parameters = Partial<Record<Parameter, string>>

/** RFC 9218: browsers and proxies send this header for another purpose. */
const HTTP_PRIORITY = /^u=\d(?:,\s*(?:i|\d))?$/

/** Returns the parameters of a request. A header comes before the query, and an earlier alias before a later one. */
export function readParameters(request: HookRequest): Parameters {
  const parameters: Parameters = {}
  for (const [parameter, names] of Object.entries(NAMES)) {
    const value = findHeader(request, names) ?? findQuery(request, names)
    if (value !== undefined) parameters[parameter as Parameter] = value
  }
  return parameters
}

function findHeader(request: HookRequest, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = decodeHeader(request.header(name) ?? '').trim()
    if (value !== '' && !(name === 'priority' && HTTP_PRIORITY.test(value))) return value
  }
  return undefined
}

function findQuery(request: HookRequest, names: readonly string[]): string | undefined {
  return names.map((name) => request.query.get(name)?.trim()).find(Boolean)
}

/** The members of the JSON form, which come before headers and query. `actions` stays JSON. */
const JSON_NAMES: Partial<Record<Parameter, string>> = {
  title: 'title',
  message: 'message',
  delay: 'delay',
  click: 'click',
  icon: 'icon',
  attach: 'attach',
  filename: 'filename',
  email: 'email',
  call: 'call',
  cache: 'cache',
  sequenceId: 'sequence_id',
}

/** Returns the parameters in the members of a JSON message. */
export function readJsonParameters(body: Fields): Parameters {
  const parameters: Parameters = {}
  for (const [parameter, name] of Object.entries(JSON_NAMES)) {
    const value = textOf(body[name])
    if (value !== undefined) parameters[parameter as Parameter] = value
  }
  const priority = textOf(body.priority)
  // ntfy reads 0 as no priority.
  if (priority !== undefined && priority !== '0') parameters.priority = priority
  const tags = Array.isArray(body.tags) ? listOf(body.tags).flatMap((tag) => textOf(tag) ?? []) : body.tags
  const tagText = Array.isArray(tags) ? tags.join(',') : textOf(tags)
  if (tagText) parameters.tags = tagText
  if (body.markdown === true || textOf(body.markdown) === 'true') parameters.markdown = 'yes'
  const actions =
    typeof body.actions === 'string' ? textOf(body.actions) : JSON.stringify(listOf(body.actions))
  if (actions !== undefined && actions !== '[]') parameters.actions = actions
  return parameters
}

/** ntfy's truth values. */
export function isTrue(value: string | undefined): boolean {
  return /^(?:1|yes|true)$/i.test(value ?? '')
}

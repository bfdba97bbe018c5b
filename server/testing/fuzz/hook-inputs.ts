import type { HookShape } from '#protocol/hook-shapes.ts'
import { sampleBody } from '#server/core/hooks/shapes/samples/sample-bodies.ts'
import { byte, pick, type Random } from './random.ts'
import { headerValue, jsonOf, STRANGE } from './route-inputs.ts'
import type { FuzzRequest } from './run-fuzz.ts'

/** A hook that the fuzz sends to. */
export type FuzzedHook = { shape: HookShape; address: string }

const METHODS = ['POST', 'POST', 'POST', 'PUT', 'GET', 'HEAD', 'DELETE', 'OPTIONS']
const TYPES = [
  'application/json',
  'application/cloudevents+json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=b',
  'text/plain; charset=utf-16',
  '',
]
const PARAMETERS = [
  ...['title', 'message', 'priority', 'tags', 'click', 'actions', 'delay', 'at', 'in', 'icon', 'ttl', 'tag'],
  ...['x-sequence-id', 'cache', 'markdown', 'email', 'call', 'attach', 'token', 'auth', 'user', 'retry'],
  ...['x-github-event', 'x-github-delivery', 'x-hub-signature-256', 'x-gotify-key', 'authorization'],
  ...['ce-id', 'ce-type', 'ce-source', 'ce-specversion', 'ce-expirytime', 'content-encoding'],
]

/** Makes a request of a stock sender, with mutations of its door, headers, query and body. */
export function hookInput(random: Random, hooks: readonly FuzzedHook[]): FuzzRequest {
  const { shape, address } = pick(random, hooks)
  const sample = sampleBody(shape, { id: String(random()), at: new Date().toISOString() })
  const headers: Record<string, string> = {
    ...sample.headers,
    'content-type': random() < 0.8 ? sample.type : pick(random, TYPES),
    'x-forwarded-for': `10.${byte(random)}.${byte(random)}.${byte(random)}`,
  }
  for (let count = Math.floor(random() * 3); count > 0; count -= 1)
    headers[pick(random, PARAMETERS)] = headerValue(pick(random, STRANGE))
  const method = pick(random, METHODS)
  const body = ['GET', 'HEAD', 'OPTIONS'].includes(method) ? undefined : bodyOf(random, sample.body)
  if (body !== undefined) headers['content-length'] = String(body.length)
  const path = doorOf(random, random() < 0.95 ? address : pick(random, STRANGE))
  const query = Array.from(
    { length: Math.floor(random() * 3) },
    () => `${pick(random, PARAMETERS)}=${encodeURIComponent(pick(random, STRANGE))}`,
  )
  const separator = path.includes('?') ? '&' : '?'
  return { method, path: query.length === 0 ? path : `${path}${separator}${query.join('&')}`, headers, body }
}

/** The hook's own door, or one of ntfy, Gotify or Pushover. */
function doorOf(random: Random, written: string): string {
  const address = encodeURIComponent(written)
  const doors = [
    ...[`/in/${address}`, `/in/${address}`, `/in/${address}`, `/${address}`, `/${address}/publish`],
    ...[`/message?token=${address}`, `/1/messages.json?token=${address}`, `/ntfy?auth=${address}`],
  ]
  return pick(random, doors)
}

function bodyOf(random: Random, sample: string | object): Buffer {
  const content = typeof sample === 'string' ? sample : JSON.stringify(mutate(random, sample))
  const bytes = Buffer.from(random() < 0.1 ? pick(random, STRANGE) : content)
  if (random() < 0.15 && bytes.length > 0) bytes[Math.floor(random() * bytes.length)] = byte(random)
  return random() < 0.01 ? Buffer.alloc(300_000, bytes.length === 0 ? 'x' : bytes) : bytes
}

/** Replaces, repeats or removes about one value in ten, at any depth. */
function mutate(random: Random, value: unknown): unknown {
  if (random() < 0.1) return jsonOf(random, { name: 'sender', headers: {}, ids: [String(value)] })
  if (Array.isArray(value)) {
    const items = value.map((item) => mutate(random, item))
    return random() < 0.1 ? Array.from({ length: 50 }, () => items).flat() : items
  }
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(() => random() < 0.95)
  return Object.fromEntries(kept.map(([name, each]) => [name, mutate(random, each)]))
}

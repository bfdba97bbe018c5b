import type { Principal } from './principals.ts'
import { byte, pick, type Random } from './random.ts'
import type { FuzzRequest } from './run-fuzz.ts'

const METHODS = ['GET', 'POST', 'DELETE', 'PUT', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND']
/** Invalid parts of targets, headers and bodies, which are mixed with valid ones. */
export const STRANGE = [
  ...[
    '',
    '%',
    '%zz',
    '%00',
    '%ff',
    '..',
    '.',
    '~',
    '*',
    '%2f',
    '%2e%2e',
    '\\',
    '//',
    '__proto__',
    'constructor',
  ],
  ...[
    'null',
    '-1',
    '0',
    '1e999',
    '9007199254740993',
    'true',
    '[]',
    '{}',
    '"',
    "'",
    ';',
    '<b>',
    'é',
    '%F0%9F%98%80',
  ],
  ...['a'.repeat(300), 'a'.repeat(5000), '2026-01-01T00:00:00.000Z', '0193b3c0-0000-7000-8000-000000000000'],
]
const QUERIES = [
  'cursor',
  'limit',
  'sort',
  'state',
  'format',
  'payload',
  'applicationName',
  'from',
  'acceptedFrom',
  'x',
]
const ELEMENTS = [
  ...[
    'messageType',
    'clientAppToken',
    'clientAppTokens',
    'payload',
    'ttl',
    'urgency',
    'topic',
    'aoiClientId',
  ],
  ...[
    'ApplicationName',
    'tokenSeed',
    'email',
    'password',
    'code',
    'name',
    'role',
    'reason',
    'ids',
    'filter',
    'grants',
  ],
  ...['notification', 'devices', 'pushkey', 'recipients', 'onlineShare', 'response', 'keys', 'tokenProof'],
]
const HEADERS = [
  ...[
    'content-type',
    'accept',
    'prefer',
    'ttl',
    'topic',
    'urgency',
    'idempotency-key',
    'content-encoding',
    'link',
  ],
  ...['crypto-key', 'encryption', 'authorization', 'cookie', 'origin', 'if-none-match', 'range', 'te'],
]

/** A route of the API. `path` has the parameters in Hono's form. */
export type Route = { method: string; path: string }

/** Makes one request of a principal on a route, with mutations of its target, headers and body. */
export function mutatedRequest(
  random: Random,
  { routes, principals }: { routes: readonly Route[]; principals: readonly Principal[] },
): FuzzRequest {
  const principal = pick(random, principals)
  const route = pick(random, routes)
  const method = random() < 0.6 ? route.method : pick(random, METHODS)
  const headers: Record<string, string> = {
    ...principal.headers,
    'x-forwarded-for': `10.${byte(random)}.${byte(random)}.${byte(random)}`,
    'content-type': 'application/json',
    ttl: '60',
    prefer: 'wait=0',
  }
  for (let count = Math.floor(random() * 3); count > 0; count -= 1)
    headers[pick(random, HEADERS)] = headerValue(pick(random, STRANGE))
  const body =
    method === 'GET' || method === 'HEAD' || method === 'TRACE' ? undefined : bodyOf(random, principal)
  // Node omits the length for methods that seldom have a body.
  if (body !== undefined) headers['content-length'] = String(body.length)
  return { method, path: targetOf(random, { path: route.path, principal }), headers, body }
}

function targetOf(random: Random, { path, principal }: { path: string; principal: Principal }): string {
  const filled = path.replaceAll(/:\w+(?:\{[^}]*\})?/g, () => someValue(random, principal))
  const broken = random() < 0.1 ? filled + someValue(random, principal) : filled
  const query = Array.from(
    { length: Math.floor(random() * 3) },
    () => `${pick(random, QUERIES)}=${someValue(random, principal)}`,
  )
  const target = query.length === 0 ? broken : `${broken}?${query.join('&')}`
  // Node's client refuses these characters itself. The tests of HTTP's rules send them on a raw socket.
  return target.replaceAll(/[^!-~]/g, encodeURIComponent)
}

function someValue(random: Random, { ids }: Principal): string {
  return random() < 0.5 ? pick(random, ids) : pick(random, STRANGE)
}

function bodyOf(random: Random, principal: Principal): Buffer {
  const elements = Object.fromEntries(
    Array.from({ length: Math.floor(random() * 6) }, () => [
      pick(random, ELEMENTS),
      jsonOf(random, principal),
    ]),
  )
  const bytes = Buffer.from(JSON.stringify(random() < 0.1 ? jsonOf(random, principal) : elements))
  if (random() < 0.2 && bytes.length > 0) bytes[Math.floor(random() * bytes.length)] = byte(random)
  if (random() < 0.02) return Buffer.alloc(70_000, bytes.length === 0 ? 'x' : bytes)
  return bytes
}

/** Makes a JSON value of valid and invalid parts. */
export function jsonOf(random: Random, principal: Principal, depth = 0): unknown {
  const kind = Math.floor(random() * (depth > 3 ? 5 : 7))
  if (kind === 0) return Math.floor(random() * 1000) - 10
  if (kind === 1)
    return pick(random, [null, true, false, 1e308, -0, 'notificationReq', 'clientAppRegistrationReq'])
  if (kind < 5) return someValue(random, principal)
  if (kind === 5) return Array.from({ length: 3 }, () => jsonOf(random, principal, depth + 1))
  return { [pick(random, ELEMENTS)]: jsonOf(random, principal, depth + 1) }
}

/** Removes the characters that Node's client refuses in a header. */
export function headerValue(text: string): string {
  return text.replaceAll(/[^\t -~]/g, '?').slice(0, 4000)
}

import fc from 'fast-check'

/** One request, sane or broken. */
export type ApiInput = {
  method: string
  path: string
  headers: Record<string, string>
  body: string | Uint8Array<ArrayBuffer> | undefined
}

/** Values from which sane requests are made. */
export type ApiSeeds = {
  bearer: string
  basic: string
  aoiClientId: string
  clientAppToken: string
  notificationId: string
  /** `open`: a token that accepts messages without VAPID. `bound`: a token that is bound to the sender of `vapid`. */
  pushPaths: { open: string; bound: string }
  vapid: string
  /** A message that has ended, so that no request waits for its receipt. */
  messagePath: string
  receiptPath: string
}

type Sane = {
  method: string
  path: string
  authorization?: string
  body?: Record<string, unknown>
  /** Further headers. Each is broken now and then. */
  headers?: Record<string, string>
}

const text = fc.string({ unit: 'binary', maxLength: 60 })
const printable = fc.stringMatching(/^[!-~]{0,40}$/)

/** Makes requests from sane ones. Most are broken in one place: method, path, query, header, element or byte. */
export function apiInputs(seeds: ApiSeeds): fc.Arbitrary<ApiInput> {
  return fc.constantFrom(...saneRequests(seeds)).chain((sane) =>
    fc.record({
      method: seldom(
        sane.method,
        fc.constantFrom('PUT', 'HEAD', 'OPTIONS', 'PATCH', 'GET', 'POST', 'DELETE'),
      ),
      path: fc
        .tuple(seldom(sane.path, brokenPath(sane.path)), seldom('', query()))
        .map((parts) => parts.join('')),
      headers: headers(sane, seeds),
      body: sane.body === undefined ? fc.constant(undefined) : brokenBodies(sane.body),
    }),
  )
}

/** Returns one valid request for each operation. */
function saneRequests(seeds: ApiSeeds): Sane[] {
  const { bearer, basic, aoiClientId, clientAppToken, notificationId } = seeds
  const send = { method: 'POST', path: '/api/v1/notifications', authorization: bearer }
  const one = { path: `/api/v1/notifications/${notificationId}`, authorization: bearer }
  const messageType = 'notificationReq'
  const elements = { ttl: 60, urgency: 'high', topic: 't' }
  const register = {
    messageType: 'clientAppRegistrationReq',
    aoiClientId,
    ApplicationName: 'com.example.chat',
  }
  const registrations = '/api/v1/client-app-registrations'
  return [
    { ...send, body: { messageType, clientAppToken, payload: { text: 'x' }, ...elements } },
    { ...send, body: { messageType, clientAppToken, payload: 1 } },
    { ...send, body: { messageType, clientAppTokens: [clientAppToken, clientAppToken], payload: null } },
    { ...send, body: { messageType, clientAppToken, payload: 2, deliverAt: '2026-12-24T18:00:00+01:00' } },
    { ...one, method: 'GET' },
    { ...send, method: 'GET' },
    {
      ...{ ...send, path: '/api/v1/notification-batches' },
      body: {
        messageType: 'notificationBatchReq',
        notifications: [
          { clientAppToken, payload: { text: 'x' }, ...elements },
          { clientAppToken, payload: [1.5, null] },
        ],
      },
    },
    {
      ...send,
      method: 'GET',
      path: `${send.path}?status=scheduled&topic=t&from=2026-01-01T00:00:00Z&limit=9`,
    },
    { ...one, method: 'DELETE' },
    { ...one, method: 'GET', path: `${one.path}/deliveries` },
    { method: 'GET', path: '/api/v1/tokens', authorization: bearer },
    { method: 'POST', path: registrations, authorization: basic, body: register },
    {
      method: 'POST',
      path: registrations,
      authorization: basic,
      body: { ...register, tokenSeed: 'a seed of the fuzz', tokenScope: '' },
    },
    {
      ...{ method: 'PUT', path: `${registrations}/${clientAppToken}/subscription`, authorization: basic },
      body: { messageType: 'clientAppSubscriptionReq', subscription: null },
    },
    { method: 'DELETE', path: `${registrations}/${clientAppToken}`, authorization: basic },
    {
      method: 'POST',
      path: '/api/v1/aoi-clients',
      body: { messageType: 'aoiClientRegistrationReq', deviceInfo: { name: 'n' } },
    },
    ...pushRequests(seeds),
    ...['health', 'ready', 'dashboard/overview', 'openapi.json'].map((name) => ({
      method: 'GET',
      path: `/api/${name}`,
    })),
  ]
}

/** The requests of the push doors: their bodies are arbitrary bytes, and headers carry their parameters. */
function pushRequests({ pushPaths, vapid, messagePath, receiptPath, ...seeds }: ApiSeeds): Sane[] {
  const { aoiClientId, basic } = seeds
  const plain = { ttl: '60', urgency: 'high', topic: 'a=', prefer: 'respond-async' }
  const aesgcm = { 'content-encoding': 'aesgcm', encryption: 'salt=a', 'crypto-key': 'dh=b' }
  const post = { method: 'POST', body: { any: 'bytes' } }
  const point = `B${'A'.repeat(86)}`
  const pushkey = `http://localhost${pushPaths.open}`
  return [
    { ...post, path: pushPaths.open, headers: plain },
    { ...post, path: pushPaths.open, headers: { ttl: '0', ...aesgcm } },
    { ...post, path: pushPaths.bound, authorization: vapid, headers: { ttl: '9', prefer: 'wait=0' } },
    { ...post, path: pushPaths.open, authorization: 'vapid t=nobody, k=nothing', headers: { ttl: '9' } },
    { method: 'GET', path: pushPaths.open },
    { method: 'DELETE', path: messagePath },
    { method: 'GET', path: receiptPath, headers: { prefer: 'wait=0', accept: 'text/event-stream' } },
    { method: 'GET', path: receiptPath, headers: { prefer: 'wait=0' } },
    { ...post, path: '/_matrix/push/v1/notify', body: { notification: { devices: [{ pushkey }] } } },
    { method: 'GET', path: '/_matrix/push/v1/notify' },
    { method: 'GET', path: '/wp/vapid-key' },
    {
      ...{ method: 'POST', path: `${pushPaths.bound}/nonces`, authorization: vapid },
      body: { messageType: 'tokenProofNonceReq' },
    },
    {
      ...{ method: 'POST', path: `${pushPaths.bound}/groups`, authorization: vapid },
      body: {
        ...{ messageType: 'clientAppRegistrationReq', ApplicationName: 'com.example.chat' },
        ...{ keys: { p256dh: point, auth: 'A'.repeat(22) }, webPush: true },
        tokenProof: {
          ...{ origin: 'http://localhost', nonce: 'A'.repeat(22), pkReg: point },
          signature: 'A'.repeat(86),
        },
      },
    },
    {
      ...{ method: 'POST', path: '/api/v1/token-proof-nonces', authorization: basic },
      body: { messageType: 'tokenProofNonceReq', aoiClientId },
    },
  ]
}

function brokenPath(path: string): fc.Arbitrary<string> {
  const segment = fc.oneof(
    fc.constantFrom('', '.', '..', '%', '%00', '%2e%2e', '%ff', '{id}', '*'),
    text.map(encode),
  )
  const segments = path.split('/')
  return fc.oneof(
    segment.map((last) => [...segments.slice(0, -1), last].join('/')),
    segment.map((more) => [...segments, more].join('/')),
    fc.constant(`${path}/`),
  )
}

function query(): fc.Arbitrary<string> {
  const pair = fc.tuple(fc.constantFrom('cursor', 'limit', 'applicationName', '__proto__', 'x'), text)
  const pairs = fc.array(pair, { minLength: 1, maxLength: 3 })
  return pairs.map((given) => `?${given.map(([name, value]) => `${name}=${encode(value)}`).join('&')}`)
}

function headers(sane: Sane, seeds: ApiSeeds): fc.Arbitrary<Record<string, string>> {
  const { bearer, basic, vapid } = seeds
  const otherAuthorization = fc.oneof(
    fc.constantFrom(bearer, basic, vapid, undefined, vapid.slice(0, -9), vapid.replace('t=', 't=,')),
    printable,
    printable.map((text) => `vapid ${text}`),
  )
  const further = Object.entries(sane.headers ?? {}).map(
    ([name, value]) => [name, seldom<string | undefined>(value, brokenHeader(value))] as const,
  )
  return fc
    .record({
      ...Object.fromEntries(further),
      authorization: seldom(sane.authorization, otherAuthorization),
      'content-type': seldom<string | undefined>(
        'application/json',
        fc.option(printable, { nil: undefined }),
      ),
      'idempotency-key': seldom<string | undefined>(
        undefined,
        fc.constantFrom('a', 'b', 'k'.repeat(256), 'é', ''),
      ),
      'x-forwarded-for': seldom<string | undefined>(undefined, fc.constantFrom('127.0.0.1', ',,', 'x')),
    })
    .map((record) => {
      const given = Object.entries(record).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      )
      return Object.fromEntries(given) as Record<string, string>
    })
}

/** Left out, emptied, doubled, too long, in Latin-1 or something else. */
function brokenHeader(value: string): fc.Arbitrary<string | undefined> {
  const latin1 = fc.stringMatching(/^[ -~\u00a0-\u00ff]{0,40}$/)
  const made = [undefined, '', `${value}, ${value}`, `-${value}`, '9'.repeat(400), 'x'.repeat(5000)]
  return fc.oneof(fc.constantFrom(...made), printable, latin1)
}

/** Makes a JSON text of this message: whole, broken in an element or a byte, or replaced by something else. */
export function brokenBodies(sane: Record<string, unknown>): fc.Arbitrary<string | Uint8Array<ArrayBuffer>> {
  const whole = JSON.stringify(sane)
  const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' })
  const element = fc
    .tuple(fc.constantFrom(...Object.keys(sane), 'more', '__proto__'), fc.option(json, { nil: undefined }))
    .map(([name, value]) => JSON.stringify({ ...sane, [name]: value }))
  const byte = fc.tuple(element, fc.nat(), text).map(([broken, at, added]) => {
    const place = at % (broken.length + 1)
    return broken.slice(0, place) + added + broken.slice(place + 1)
  })
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(whole) },
    { weight: 6, arbitrary: element },
    { weight: 4, arbitrary: byte },
    json.map((value) => JSON.stringify(value)),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes)),
    fc.constantFrom('['.repeat(30_000), '{"a":'.repeat(10_000), '"'.repeat(60_000), 'x'.repeat(70_000)),
  )
}

/** Returns `sane` mostly, and now and then a value of `broken`. */
function seldom<Value>(sane: Value, broken: fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  return fc.oneof({ weight: 5, arbitrary: fc.constant(sane) }, { weight: 1, arbitrary: broken })
}

/** Percent-encodes the value. Text that is not valid in UTF-8 becomes U+FFFD. */
function encode(value: string): string {
  return encodeURIComponent(Buffer.from(value).toString())
}

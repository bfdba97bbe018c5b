/** An answer of the API. `body` is its JSON object, unchecked. */
export type Answered = { status: number; headers: Headers; text: string; body: Record<string, unknown> }

type Call = {
  method?: string
  path: string
  /** An API key. */
  key?: string
  /** An AOI Client's credential. */
  as?: { aoiClientId: string; aoiClientSecret: string }
  /** Sent as JSON. */
  body?: unknown
  /** Sent unchanged. */
  raw?: string | Uint8Array<ArrayBuffer>
  headers?: Record<string, string>
}

/** Calls the API at `url` over a real socket. */
export async function call(url: string, asked: Call): Promise<Answered> {
  const { path, key, as, body, raw } = asked
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body))
  const basic = as && Buffer.from(`${as.aoiClientId}:${as.aoiClientSecret}`).toString('base64')
  const response = await fetch(`${url}${path}`, {
    method: asked.method ?? (sent === undefined ? 'GET' : 'POST'),
    redirect: 'manual',
    ...(sent === undefined ? {} : { body: sent }),
    headers: {
      ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(basic === undefined ? {} : { authorization: `Basic ${basic}` }),
      ...asked.headers,
    },
  })
  const text = await readText(response, asked.path)
  return { status: response.status, headers: response.headers, text, body: parse(text) }
}

/** Reads the body. The stream of all events has no end: it is left after its first part. */
async function readText(response: Response, path: string): Promise<string> {
  const isStream = response.headers.get('content-type') === 'text/event-stream'
  if (!isStream || !path.startsWith('/api/v1/events')) return response.text()
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const first = await reader?.read()
  await reader?.cancel()
  return first?.value ?? ''
}

/**
 * Registers a new AOI Client at the server at `url`; from an address, if the server trusts one proxy. Rejects with the
 * server's refusal.
 */
export async function registerClient(
  url: string,
  from?: string,
): Promise<{ aoiClientId: string; aoiClientSecret: string }> {
  const { status, body } = await call(url, {
    path: '/api/v1/aoi-clients',
    body: { messageType: 'aoiClientRegistrationReq' },
    headers: from === undefined ? {} : { 'x-forwarded-for': from },
  })
  if (body.aoiClientId === undefined) throw new Error(`not registered: ${status} ${JSON.stringify(body)}`)
  return { aoiClientId: String(body.aoiClientId), aoiClientSecret: String(body.aoiClientSecret) }
}

type Registering = {
  as: { aoiClientId: string; aoiClientSecret: string }
  ApplicationName?: string
  tokenSeed?: string
  webPush?: boolean
}

/** Registers an instance and returns its Client App Token. */
export async function registerApp(url: string, { as, ...elements }: Registering): Promise<string> {
  const body = {
    messageType: 'clientAppRegistrationReq',
    aoiClientId: as.aoiClientId,
    ApplicationName: 'com.example.chat',
    ...elements,
  }
  const answered = await call(url, { path: '/api/v1/client-app-registrations', as, body })
  return String(answered.body.clientAppToken)
}

/** Registers new AOI Clients with one seed, and returns the Client App Token that they share. */
export async function registerGroup(url: string, members: number): Promise<string> {
  const tokenSeed = 'a seed of sixteen bytes'
  let clientAppToken = ''
  for (let member = 0; member < members; member += 1)
    clientAppToken = await registerApp(url, { as: await registerClient(url), tokenSeed })
  return clientAppToken
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}

/** The application that every server under test has a key for. */
export const APPLICATION = 'com.example.chat'

/** The payload: 200 characters and a title, as JSON. */
export const PAYLOAD = { title: 'Hello', text: 'x'.repeat(200) }

/** Registers one AOI Client to `count` unique tokens. `elements` are further fields of the registration. */
export async function makeTokens(
  url: string,
  { count, elements = {} }: { count: number; elements?: object },
): Promise<string[]> {
  const { aoiClientId, aoiClientSecret } = await post(`${url}/api/v1/aoi-clients`, {
    body: { messageType: 'aoiClientRegistrationReq' },
  })
  const credential = Buffer.from(`${aoiClientId}:${aoiClientSecret}`).toString('base64')
  const body = {
    messageType: 'clientAppRegistrationReq',
    ApplicationName: APPLICATION,
    aoiClientId,
    ...elements,
  }
  const tokens: string[] = []
  while (tokens.length < count) {
    const made = await post(`${url}/api/v1/client-app-registrations`, {
      body,
      headers: { authorization: `Basic ${credential}` },
    })
    tokens.push(String(made.clientAppToken))
  }
  return tokens
}

/** Returns one request per token that submits a notification, as text for the wire. */
export function requestsTo(
  tokens: readonly string[],
  { key, elements = {} }: { key: string; elements?: object },
): string[] {
  return tokens.map((clientAppToken) => {
    const message = { messageType: 'notificationReq', clientAppToken, payload: PAYLOAD, ttl: 3600 }
    const body = JSON.stringify({ ...message, ...elements })
    const headers = [`Authorization: Bearer ${key}`, 'Content-Type: application/json']
    return postRequest({ path: '/api/v1/notifications', headers, body })
  })
}

/** Returns one request per hook, with the text of the payload as its body. */
export function requestsToHooks(addresses: readonly string[]): string[] {
  const headers = ['Content-Type: text/plain']
  return addresses.map((address) => postRequest({ path: `/in/${address}`, headers, body: PAYLOAD.text }))
}

/** Returns a `POST` request as text for the wire. */
export function postRequest(request: { path: string; headers: readonly string[]; body: string }): string {
  const { path, headers, body } = request
  const length = `Content-Length: ${Buffer.byteLength(body)}`
  const head = [`POST ${path} HTTP/1.1`, 'Host: 127.0.0.1', ...headers, length]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}

async function post(
  url: string,
  { body, headers = {} }: { body: object; headers?: Record<string, string> },
): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const answer = (await response.json()) as Record<string, unknown>
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${String(answer.desc)}`)
  return answer
}

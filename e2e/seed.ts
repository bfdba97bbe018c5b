import type { BrowserContext } from '@playwright/test'
import type { TestServer } from './test-server.ts'

type RequestParts = { path: string; body?: object; method?: string; headers?: Record<string, string> }

/** Calls the server as the operator of `context`, or as nobody, without the browser. */
export class Caller {
  readonly #server: Pick<TestServer, 'url'>
  readonly #cookie: string

  constructor(server: Pick<TestServer, 'url'>, cookie = '') {
    this.#server = server
    this.#cookie = cookie
  }

  static async of(context: BrowserContext, server: TestServer): Promise<Caller> {
    const cookies = await context.cookies(server.url)
    return new Caller(server, cookies.map(({ name, value }) => `${name}=${value}`).join('; '))
  }

  async call<Answer = Record<string, string>>({
    path,
    body,
    method,
    headers,
  }: RequestParts): Promise<Answer> {
    const answered = await fetch(this.#server.url + path, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        origin: this.#server.url,
        'content-type': 'application/json',
        cookie: this.#cookie,
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answered.text()
    if (!answered.ok) throw new Error(`${path}: ${answered.status} ${text}`)
    return (text === '' ? {} : JSON.parse(text)) as Answer
  }
}

export type Member = { aoiClientId: string; clientAppToken: string }

/** Makes an AOI Client with one registration, which never connects. `name`: the name of its device. */
export async function registerMember(
  server: TestServer,
  ApplicationName: string,
  name?: string,
): Promise<Member> {
  const caller = new Caller(server)
  const { aoiClientId = '', aoiClientSecret } = await caller.call({
    path: '/api/v1/aoi-clients',
    body: { messageType: 'aoiClientRegistrationReq', ...(name !== undefined && { deviceInfo: { name } }) },
  })
  const { clientAppToken = '' } = await caller.call({
    path: '/api/v1/client-app-registrations',
    body: {
      messageType: 'clientAppRegistrationReq',
      ...{ aoiClientId, ApplicationName, tokenSeed: 'a seed of the family' },
    },
    headers: {
      authorization: `Basic ${Buffer.from(`${aoiClientId}:${aoiClientSecret}`).toString('base64')}`,
    },
  })
  return { aoiClientId, clientAppToken }
}

/** Sends by an API key; returns the id of the notification. */
export async function sendByKey(
  server: Pick<TestServer, 'url'>,
  input: { key: string; clientAppToken: string; text: string; ttl?: number },
): Promise<string> {
  const { key, clientAppToken, text, ttl = 3600 } = input
  const { notificationId = '' } = await new Caller(server).call({
    path: '/api/v1/notifications',
    body: { messageType: 'notificationReq', clientAppToken, payload: { text }, ttl },
    headers: { authorization: `Bearer ${key}` },
  })
  return notificationId
}

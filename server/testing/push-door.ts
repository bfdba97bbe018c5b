import { WEB_PUSH_PATH } from '#protocol'
import { type Answered, call, registerClient } from './api-caller.ts'

/** Registers an instance for Web Push and returns its token. */
export async function registerForPush(url: string, elements: object = {}): Promise<string> {
  const as = await registerClient(url)
  const body = {
    messageType: 'clientAppRegistrationReq',
    aoiClientId: as.aoiClientId,
    ApplicationName: 'com.example.chat',
    ...elements,
  }
  const { body: answered } = await call(url, { path: '/api/v1/client-app-registrations', as, body })
  if (answered.code !== '200') throw new Error(String(answered.desc))
  return String(answered.clientAppToken)
}

type Pushed = { raw?: Uint8Array<ArrayBuffer>; [header: string]: unknown }

/** Posts one byte, or `raw`, to a push resource. Leaves out headers that are `undefined`. */
export function push(url: string, token: string, { raw = new Uint8Array([7]), ...given }: Pushed = {}) {
  const headers = Object.entries({ ttl: '60', 'content-type': undefined, ...given }).flatMap(
    ([name, value]) => (value === undefined ? [] : [[name, Buffer.from(String(value)).toString('latin1')]]),
  )
  return call(url, { path: `${WEB_PUSH_PATH}${token}`, raw, headers: Object.fromEntries(headers) })
}

/** Returns the path of the URL in a header of the answer. */
export function pathIn(answered: Answered, header: 'location' | 'link' | 'content-location'): string {
  const [, url = ''] = /^<?([^>]+)>?/.exec(answered.headers.get(header) ?? '') ?? []
  return new URL(url).pathname
}

import { request as httpRequest } from 'node:http'
import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { type Answered, call } from '../api-caller.ts'
import type { OpenedDoor } from '../api-door.ts'

const PATH = '/api/v1/notifications'
const TOKEN = `g1${'x'.repeat(43)}`
const start = `{"messageType":"notificationReq","clientAppToken":"${TOKEN}","payload":`

/** Bodies that are not a valid message, or too large. */
export function promiseBodies(door: OpenedDoor): void {
  describe('a body', () => {
    const post = (
      raw: string | Uint8Array<ArrayBuffer>,
      headers: Record<string, string> = {},
    ): Promise<Answered> => call(door().url, { path: PATH, key: door().keys.chat, raw, headers })

    it.each<[string, string | Uint8Array<ArrayBuffer>, RegExp]>([
      ['is empty', '', /JSON object is required/],
      ['is not JSON', '{"messageType":', /not valid JSON/],
      ['is not UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]), /not valid UTF-8/],
      ['is not an object', '[1,2]', /the message/],
      ['has an unknown element', `${start}1,"colour":"red"}`, /unknown element "colour"/],
      ['names __proto__', `${start}1,"__proto__":{"ttl":1}}`, /__proto__/],
      ['names __proto__ deep in the payload', `${start}{"a":[{"__proto__":1}]}}`, /__proto__/],
      ['hides __proto__ behind escapes', `${start}{"\\u005f_proto__":1}}`, /__proto__/],
      ['names an element twice', `${start}1,"payload":2}`, /"payload" twice/],
      ['names an element of the payload twice', `${start}{"a":1,"\\u0061":2}}`, /"a" twice/],
      ['names its token in two ways', `${start}1,"clientAppTokens":["${TOKEN}"]}`, /exactly one of/],
      ['has a ttl beyond four weeks', `${start}1,"ttl":2419201}`, /ttl/],
      ['is nested too deeply', `${start}${'['.repeat(65)}${']'.repeat(65)}}`, /nested deeper/],
      ['is nested as deeply as possible', '['.repeat(60_000), /JSON|nested/],
    ])('that %s is refused with 400 and the reason', async (_title, raw, why) => {
      const { status, body } = await post(raw)
      expect(body).toEqual({ messageType: 'notificationRes', code: '400', desc: expect.stringMatching(why) })
      expect(status).toBe(400)
    })

    it('may be nested up to the limit, may begin with a byte order mark, and may omit its type', async () => {
      const deep = `${start}${'['.repeat(LIMITS.payloadDepth)}${']'.repeat(LIMITS.payloadDepth)}}`
      expect((await post(deep)).status).toBe(404)
      expect((await post(`\uFEFF${deep}`)).status).toBe(404)
      expect((await post(deep, { 'content-type': 'application/json; charset=UTF-8' })).status).toBe(404)
      expect((await post(new TextEncoder().encode(deep), { 'content-type': '' })).status).toBe(404)
    })

    it('of another type is refused', async () => {
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'application/jsonp',
        'text/json; charset=utf-8',
      ]) {
        const { status, body } = await post(`${start}1}`, { 'content-type': type })
        expect([status, body.desc]).toEqual([400, expect.stringMatching(/Content-Type/)])
      }
    })

    it('that is compressed is refused with the name of the header', async () => {
      const { status, body } = await post(`${start}1}`, { 'content-encoding': 'gzip' })
      expect([status, body.desc]).toEqual([400, expect.stringMatching(/^Content-Encoding: must be left out/)])
    })

    it('that announces a length over the limit is refused before it is sent', async () => {
      const answered = await postWithoutEnd(door(), {
        'content-length': String(LIMITS.payloadBytes + LIMITS.requestBodyBytes + 1),
      })
      expect(answered).toMatchObject({ status: 413, body: { messageType: 'notificationRes', code: '413' } })
    })

    it('that never ends is refused once it exceeds the limit', async () => {
      const answered = await postWithoutEnd(door(), { 'transfer-encoding': 'chunked' })
      expect(answered).toMatchObject({ status: 413, body: { messageType: 'notificationRes', code: '413' } })
    })
  })
}

/** Sends one chunk after the other until the answer arrives, and never ends the body. */
function postWithoutEnd(
  door: { url: string; keys: { chat: string } },
  headers: Record<string, string>,
): Promise<{ status: number | undefined; body: unknown }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${door.url}${PATH}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${door.keys.chat}`, 'content-type': 'application/json', ...headers },
    })
    request.on('error', reject)
    request.on('response', async (response) => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk as Buffer)
      resolve({ status: response.statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) })
      request.off('error', reject).on('error', () => undefined)
      request.destroy()
    })
    const isStated = headers['content-length'] !== undefined
    const more = (): void => {
      if (!request.destroyed) request.write('x'.repeat(8192), () => setImmediate(more))
    }
    if (isStated) request.flushHeaders()
    else more()
  })
}

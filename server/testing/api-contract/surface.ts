import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { call, registerApp, registerClient } from '../api-caller.ts'
import type { OpenedDoor } from '../api-door.ts'

/** The paths of the API, and the answers to all others. */
export function promiseSurface(door: OpenedDoor): void {
  describe('the surface', () => {
    it('reports that it is alive and ready', async () => {
      const { url } = door()
      expect(await call(url, { path: '/api/health' })).toMatchObject({ status: 200, body: { status: 'ok' } })
      expect(await call(url, { path: '/api/ready' })).toMatchObject({
        status: 200,
        body: { status: 'ready', serverId: expect.stringMatching(/^as_[A-Za-z0-9_-]{22}$/) },
      })
    })

    it('is described by a valid OpenAPI 3.1 document', async () => {
      const { status, body } = await call(door().url, { path: '/api/openapi.json' })
      expect([status, body.openapi]).toEqual([200, '3.1.0'])
      expect(await new Validator().validate(body)).toEqual({ valid: true })
    })

    it('answers an unknown path with 404 in JSON', async () => {
      for (const path of [
        '/api',
        '/api/v1',
        '/api/nothing',
        '/api/v1/notifications/1/2/3',
        '/api/v2/tokens',
      ]) {
        const { status, body } = await call(door().url, { path })
        expect([path, status, body]).toEqual([path, 404, { code: '404', desc: expect.any(String) }])
      }
    })

    it('answers 405 with the allowed methods to another method', async () => {
      const { url, keys } = door()
      const wrong = await call(url, {
        method: 'PUT',
        path: '/api/v1/notifications',
        body: {},
        key: keys.chat,
      })
      expect([wrong.status, wrong.headers.get('allow'), wrong.body.code]).toEqual([
        405,
        'POST, GET, HEAD, OPTIONS',
        '405',
      ])
      expect((await call(url, { method: 'PATCH', path: '/api/health', body: {} })).status).toBe(405)
      expect((await call(url, { method: 'GET', path: '/api/v1/aoi-clients' })).status).toBe(405)
      expect((await call(url, { method: 'HEAD', path: '/api/v1/aoi-clients' })).status).toBe(405)
    })

    it('answers HEAD like GET without a body, and OPTIONS with the methods', async () => {
      const { url } = door()
      const head = await call(url, { method: 'HEAD', path: '/api/health' })
      expect([head.status, head.text, head.headers.get('content-type')]).toEqual([
        200,
        '',
        'application/json',
      ])
      const options = await call(url, { method: 'OPTIONS', path: '/api/v1/notifications' })
      expect([options.status, options.headers.get('allow')]).toEqual([204, 'POST, GET, HEAD, OPTIONS'])
    })

    it('does not redirect a path with a trailing slash', async () => {
      const { url, keys } = door()
      expect((await call(url, { path: '/api/health/' })).status).toBe(200)
      const sent = await call(url, { path: '/api/v1/notifications/', key: keys.chat, body: {} })
      expect([sent.status, sent.body.messageType]).toEqual([400, 'notificationRes'])
    })

    it('refuses unknown and repeated query elements', async () => {
      const { url, keys } = door()
      const refuse = async (query: string) => {
        const { status, body } = await call(url, { path: `/api/v1/tokens?${query}`, key: keys.chat })
        return [status, body.desc]
      }
      expect(await refuse('applicationname=x')).toEqual([400, expect.stringContaining('"applicationname"')])
      const sent = await call(url, { path: '/api/v1/notifications?ttl=1', key: keys.chat, body: {} })
      expect([sent.status, sent.body.desc]).toEqual([400, 'unknown element "ttl"'])
      expect(await refuse('limit=1&limit=2')).toEqual([400, expect.stringContaining('limit')])
      expect(await refuse('limit=0')).toEqual([400, expect.stringContaining('limit')])
      expect(await refuse('limit=1001')).toEqual([400, expect.stringContaining('limit')])
      expect(await refuse('cursor=nonsense')).toEqual([400, expect.stringContaining('cursor')])
    })

    it('answers 400 to an invented cursor', async () => {
      const { url, keys } = door()
      const clientAppToken = await registerApp(url, { as: await registerClient(url) })
      const body = { messageType: 'notificationReq', clientAppToken, payload: 1 }
      const sent = await call(url, { path: '/api/v1/notifications', key: keys.chat, body })
      const deliveries = `${sent.headers.get('location')}/deliveries`
      const made = [
        [2 ** 53 - 1],
        [-(2 ** 53) + 1],
        [2 ** 31],
        ['\u0000', 1],
        ['\ud800', 1],
        ['a', 2 ** 53 - 1],
        [1, 'a'],
        [],
      ]
      for (const parts of made) {
        const cursor = Buffer.from(JSON.stringify(parts)).toString('base64url')
        for (const path of ['/api/v1/tokens', deliveries]) {
          const { status, body: message } = await call(url, {
            path: `${path}?cursor=${cursor}`,
            key: keys.chat,
          })
          expect([path, parts, status]).toEqual([path, parts, 400])
          expect(message.desc).toMatch(/^cursor: /)
        }
      }
    })

    it('names the invalid element of a path', async () => {
      const { url, keys } = door()
      const wrong = await call(url, { path: '/api/v1/notifications/12', key: keys.chat })
      expect(wrong).toMatchObject({ status: 400, body: { desc: expect.stringMatching(/^id: /) } })
    })
  })
}

import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readNotification, readPayload } from '#server/core/dashboard/lists.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { push, registerForPush } from '#server/testing/push-door.ts'
import { makeVapidSender } from '#server/testing/vapid-sender.ts'
import { curlOf } from './curl.ts'

const TOKEN = 'g1exampletoken'

/** Runs the command in a shell and returns the arguments that `curl` receives. */
function run(command: string): string[] {
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${command}`
  const env = {
    AOI_API_KEY: 'key',
    CLIENT_APP_TOKEN: TOKEN,
    PATH: '/usr/bin:/bin',
    NODE_ENV: 'test',
  } as const
  return execFileSync('/bin/sh', ['-c', script], { env }).toString().split('\0')
}

describe('a notification as a command', () => {
  test('sends the same payload to the token, for any payload', () => {
    const payloads = fc.json({ maxDepth: 2 }).filter((json) => !json.includes('\0'))
    fc.assert(
      fc.property(payloads, (payload) => {
        const sent = { payload, encoding: 'json' } as const
        const words = run(curlOf('http://127.0.0.1:4321', { sent, ttlSeconds: 60, urgency: 'high' }))
        const body = JSON.parse(words[words.indexOf('--data-raw') + 1] ?? '')
        expect(body).toEqual({
          messageType: 'notificationReq',
          payload: JSON.parse(payload),
          ttl: 60,
          urgency: 'high',
          clientAppToken: TOKEN,
        })
        expect(words).toContain('Authorization: Bearer key')
      }),
      { numRuns: 30 },
    )
  })

  test('executes no part of the payload', () => {
    const payload = JSON.stringify(`'; touch /tmp/x; echo '$(id)\`id\``)
    const sent = { payload, encoding: 'json' } as const
    const words = run(curlOf('http://a.test', { sent, ttlSeconds: 0, urgency: 'normal', topic: 'score' }))
    expect(words.at(-2)).toContain('$(id)')
    expect(words[0]).toBe('http://a.test/api/v1/notifications')
  })
})

describe('a Web Push message as a command', () => {
  let door: BareDoor
  beforeAll(async () => {
    door = await openBareDoor()
  })
  afterAll(() => door.close())

  /**
   * Sends the newest notification again with the command of `curlOf`. Returns both notifications as the log has them.
   */
  async function repeat(clientAppToken: string, authorization = '') {
    const { dashboard, store, clock } = door.services.context
    const [sent] = (await store.listNotifications({ now: clock.now(), limit: 1 })).rows
    const id = sent?.id ?? ''
    const context = door.services.context
    const [row, payload] = await Promise.all([
      readNotification(context, { id }),
      readPayload(context, { id }),
    ])
    if (payload.encoding === 'erased') throw new Error('nobody erased it')
    const command = curlOf(door.url, { ...row, sent: payload })
    const env = { CLIENT_APP_TOKEN: clientAppToken, AUTHORIZATION: authorization, PATH: process.env.PATH }
    await promisify(execFile)('/bin/sh', ['-c', `${command} --fail --silent`], {
      env: { ...env, NODE_ENV: 'test' },
    })
    const [again] = (await store.listNotifications({ now: clock.now(), limit: 1 })).rows
    expect(again?.id).not.toBe(id)
    return dashboard.findNotifications([id, again?.id ?? ''])
  }

  test.each([
    ['aes128gcm', { 'content-encoding': 'aes128gcm', topic: 'score', urgency: 'high' }],
    ['aesgcm', { 'content-encoding': 'aesgcm', encryption: "salt=a'b", 'crypto-key': 'dh=b;p256ecdsa=c' }],
    ['no encryption', {}],
  ])('sends every byte and header again, with %s', async (_, headers) => {
    const token = await registerForPush(door.url, { webPush: true })
    const raw = new Uint8Array(Array.from({ length: 256 }, (_byte, index) => index))
    await push(door.url, token, { raw, ttl: '77', ...headers })
    const [first, second] = await repeat(token)
    expect(second).toEqual({ ...first, id: second?.id })
    expect(first?.payload).toBe(Buffer.from(raw).toString('base64url'))
  })

  test('sends to a bound token as its sender, which a variable names', async () => {
    const sender = makeVapidSender()
    const token = await registerForPush(door.url, { vapidKey: sender.publicKey })
    const authorization = sender.authorize(door.url)
    await push(door.url, token, { raw: new Uint8Array(), authorization })
    expect(await repeat(token, `Authorization: ${authorization}`)).toHaveLength(2)
  })
})

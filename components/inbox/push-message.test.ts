import { describe, expect, it } from 'vitest'
import { makePushKeys } from '#aoi-client'
import { encryptedFor } from '../../client/push/testing/push-sender.ts'
import { openContent, readDelivery, readPushMessage } from './push-message.ts'

const ABOUT = { clientAppToken: 'g1x', seq: 7, id: 'n', link: 'l' }
const aoi = { ...ABOUT, epoch: 'e', expiresAt: 1 }
const bytes = (text: string) => new TextEncoder().encode(text)

describe('the message of a push service', () => {
  it('carries a payload as it was sent', async () => {
    const read = readPushMessage(bytes(JSON.stringify({ aoi, payload: { text: 'a\nb' } })))
    expect(read).toEqual({ about: ABOUT, content: { kind: 'payload', text: '{"text":"a\\nb"}' } })
  })

  it('carries a body of Web Push after the line feed, which may contain more of them', async () => {
    const head = bytes(`${JSON.stringify({ aoi, headers: { encoding: 'identity' } })}\n`)
    const read = readPushMessage(new Uint8Array([...head, 10, 255, 10]))
    expect(read?.content).toMatchObject({ kind: 'body', body: new Uint8Array([10, 255, 10]) })
  })

  it('may be a notice', () => {
    expect(readPushMessage(bytes(JSON.stringify({ aoi, notice: true })))?.content).toEqual({ kind: 'notice' })
  })

  it.each(['', 'hello', '[]', '{}', '{"aoi":{"seq":1}}', '{"aoi":null,"payload":1}'])(
    'is nothing of an AOI Server: %j',
    (text) => expect(readPushMessage(bytes(text))).toBeUndefined(),
  )
})

it('The answer of a link is read like the message that it replaces', () => {
  expect(readDelivery({ payload: 'x' })).toEqual({ kind: 'payload', text: '"x"' })
  const body = readDelivery({ data: 'AAE', headers: { encoding: 'identity' } })
  expect(body).toMatchObject({ kind: 'body', body: new Uint8Array([0, 1]) })
  for (const answer of [undefined, {}, { data: 'AAE' }]) expect(readDelivery(answer)).toBeUndefined()
})

describe('the text of a message', () => {
  const keys = makePushKeys()

  it.each(['aes128gcm', 'aesgcm'] as const)('is opened with the keys of the group: %s', async (encoding) => {
    const { publicKey: p256dh, auth } = keys
    const parts = { p256dh: Buffer.from(p256dh), auth: Buffer.from(auth) }
    const subscription = {
      ...{ endpoint: 'https://push.example.com/wp/x', expirationTime: null },
      keys: { p256dh: parts.p256dh.toString('base64url'), auth: parts.auth.toString('base64url') },
    }
    const { data, headers } = encryptedFor({ toJSON: () => subscription }, { text: 'Grüße ☂', encoding })
    const content = { kind: 'body', body: data, headers } as const
    expect(await openContent(content, keys)).toBe('Grüße ☂')
    expect(await openContent(content, makePushKeys())).toBeNull()
    expect(await openContent(content, undefined)).toBeNull()
  })

  it('is that of a body in clear, and none of an empty one', async () => {
    const headers = { encoding: 'identity' }
    expect(await openContent({ kind: 'body', body: bytes('clear'), headers }, undefined)).toBe('clear')
    expect(await openContent({ kind: 'body', body: bytes(''), headers }, undefined)).toBeNull()
  })
})

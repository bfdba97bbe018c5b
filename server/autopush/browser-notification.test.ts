import { describe, expect, it } from 'vitest'
import { decryptPush, makePushKeys } from '#client'
import type { LogEntry } from '#server/core/store.ts'
import { logEntry } from '#server/testing/log-entry.ts'
import { browserNotification } from './browser-notification.ts'

const channelId = 'd9b74644-4f97-46aa-b8fa-9393985cd6cd'
const browser = makePushKeys()
const keys = {
  p256dh: Buffer.from(browser.publicKey).toString('base64url'),
  auth: Buffer.from(browser.auth).toString('base64url'),
}

describe('a notification for a browser', () => {
  it('wraps a group’s ciphertext whole inside the browser’s own encryption, at any size', async () => {
    for (const bytes of [0, 1, 3993, 3994, 20_000]) {
      const ciphertext = Buffer.alloc(bytes, 7)
      const given = { payload: ciphertext.toString('base64url'), headers: '{"encoding":"aes128gcm"}' }
      expect(Buffer.from(await openedBy(given))).toEqual(ciphertext)
    }
  })

  it('is encrypted anew each time', () => {
    const entry = logEntry({ seq: 1, headers: '{"encoding":"aes128gcm"}', payload: 'AAAA' })
    const [one, other] = [1, 2].map(() => browserNotification(entry, { channelId, keys }))
    expect(one).not.toEqual(other)
  })

  it('wraps the payload of an API key exactly as it was sent', async () => {
    expect(Buffer.from(await openedBy({ payload: '{"text":"hello"}' })).toString()).toBe('{"text":"hello"}')
  })

  it('wraps the headers that an older encoding needs for decryption', async () => {
    const headers = { encoding: 'aesgcm', encryption: 'salt=a', crypto_key: 'dh=b' }
    const opened = await openedBy({ payload: 'AAAA', headers: JSON.stringify(headers) })
    expect(JSON.parse(Buffer.from(opened).toString())).toEqual({ ...headers, data: 'AAAA' })
  })
})

/** Decrypts the notification as a browser with the keys does. */
async function openedBy(given: Partial<LogEntry>): Promise<Uint8Array> {
  const notification = browserNotification(logEntry({ seq: 1, ...given }), { channelId, keys })
  if (!('data' in notification) || notification.data === undefined) throw new Error('it came without data')
  const data = new Uint8Array(Buffer.from(notification.data, 'base64url'))
  return decryptPush(browser, { encoding: 'aes128gcm', data })
}

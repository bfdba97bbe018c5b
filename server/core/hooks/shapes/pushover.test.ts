import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AoiError } from '#server/core/errors.ts'
import { acceptMessage, hookRequest, readMessage, readRefusal } from '#server/testing/hook-requests.ts'
import { findNotificationId, receiptOf } from './pushover/receipt.ts'
import { findPushoverToken, pushover } from './pushover.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

test('apprise sends a form, and reads the status of Pushover', () => {
  const body =
    'token=aoi_in_1_secret&user=u&priority=0&title=Backup&message=done+%F0%9F%98%80&device=ALL_DEVICES&sound=pushover'
  const message = readMessage(pushover, { body, headers: FORM })
  expect(message).toMatchObject({ display: { title: 'Backup', body: 'done 😀' }, urgency: 'normal' })
  expect(acceptMessage(pushover, message)).toEqual({
    status: 200,
    body: { status: 1, request: '019ad0f1-2b3c-7def-8123-456789abcdef' },
  })
  expect(findPushoverToken(hookRequest({ body, headers: FORM }))).toBe('aoi_in_1_secret')
})

test('Uptime Kuma sends JSON with HTML, which becomes text', () => {
  const message = readMessage(pushover, {
    body: {
      message: 'Down &amp; out\n<b>Time (UTC)</b>: now, see <a href="https://a.example/?x=1">here</a> 1 < 2',
      user: 'u',
      token: 't',
      sound: 'none',
      priority: '-1',
      title: 'Kuma',
      retry: '30',
      expire: '3600',
      html: 1,
      url: 'https://kuma.example/dashboard/1',
      url_title: 'Link to Monitor',
      ttl: '3600',
    },
  })
  expect(message).toMatchObject({
    display: {
      title: 'Kuma',
      body: 'Down & out\nTime (UTC): now, see here (https://a.example/?x=1) 1 < 2',
      navigate: 'https://kuma.example/dashboard/1',
      actions: [{ action: 'url', title: 'Link to Monitor', navigate: 'https://kuma.example/dashboard/1' }],
      silent: true,
    },
    urgency: 'low',
    ttlSeconds: 3600,
  })
})

test('priority 2 asks for a confirmation, and the answer has a receipt', () => {
  const body = {
    message: 'Fire',
    priority: 2,
    retry: 60,
    expire: 600,
    tags: 'house,roof',
    timestamp: 1_331_249_662,
  }
  const message = readMessage(pushover, { body })
  expect(message).toMatchObject({
    display: { requireInteraction: true, timestamp: 1_331_249_662_000, data: { tags: ['house', 'roof'] } },
    urgency: 'high',
  })
  expect(acceptMessage(pushover, message).body).toMatchObject({
    status: 1,
    receipt: expect.stringMatching(/^[A-Za-z0-9]{30}$/),
  })
})

test('each notification has its own receipt, from which its id follows', () => {
  fc.assert(fc.property(fc.uuid(), (id) => findNotificationId(receiptOf(id)) === id))
  for (const receipt of ['', 'z'.repeat(30), '0'.repeat(29), `${'0'.repeat(29)}é`])
    expect(findNotificationId(receipt)).toBeUndefined()
})

test.each([
  ['a message without text', { message: ' ' }, 'message cannot be blank'],
  ['an unknown priority', { message: 'x', priority: 3 }, 'priority is invalid'],
  ['an emergency without retry', { message: 'x', priority: 2, expire: 60 }, 'retry must be'],
  ['an emergency without expire', { message: 'x', priority: 2, retry: 30 }, 'expire must be'],
  ['an attachment', { message: 'x', attachment_base64: 'AAAA' }, 'attachment is not supported'],
  ['a callback', { message: 'x', callback: 'https://a.example' }, 'callback is not supported'],
  ['a TTL of 0', { message: 'x', ttl: 0 }, 'ttl is invalid'],
  ['an endless timestamp', { message: 'x', timestamp: '9'.repeat(40) }, 'timestamp is invalid'],
])('%s gets the errors of Pushover', (_, body, text) => {
  expect(pushover.refused(readRefusal(pushover, { body }))).toMatchObject({
    status: 400,
    body: { status: 0, errors: [expect.stringContaining(text)], request: expect.any(String) },
  })
})

test('an uploaded file is refused', () => {
  const body =
    '--b\r\nContent-Disposition: form-data; name="message"\r\n\r\nx\r\n--b\r\n' +
    'Content-Disposition: form-data; name="attachment"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n--b--'
  const error = readRefusal(pushover, {
    body,
    headers: { 'content-type': 'multipart/form-data; boundary="b"' },
  })
  expect(error.message).toContain('attachment')
})

test('a wrong token is named as the cause', () => {
  expect(pushover.refused(new AoiError('unauthorized', 'application token is invalid')).body).toMatchObject({
    token: 'invalid',
    errors: ['application token is invalid'],
    status: 0,
  })
})

test('markup that never ends costs no more than its length', () => {
  const error = readRefusal(pushover, { body: { message: '<a href="'.repeat(1800), html: 1 } })
  expect(error.code).toBe('tooLarge')
})

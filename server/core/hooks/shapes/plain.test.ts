import { expect, test } from 'vitest'
import { acceptMessage, readMessage, readRefusal } from '#server/testing/hook-requests.ts'
import { plain } from './plain.ts'

test('the body of curl is the text, and the name of the hook the title', () => {
  const message = readMessage(plain, { body: 'backup done\n' })
  expect(message).toEqual({ display: { title: 'Backups', body: 'backup done' } })
  expect(acceptMessage(plain, message)).toMatchObject({ status: 200, body: { code: '200', recipients: 2 } })
})

test('title, priority, tags and click come from the query or the headers', () => {
  const message = readMessage(plain, {
    body: 'disk full',
    query: 'priority=high&tag=disk&ttl=60',
    headers: { title: '=?UTF-8?B?w5xiZXI=?=', tags: 'warning,nas1', click: 'https://example.com/disk' },
  })
  expect(message).toEqual({
    display: {
      title: '⚠️ Über',
      body: 'disk full',
      navigate: 'https://example.com/disk',
      tag: 'disk',
      data: { tags: ['nas1'] },
    },
    urgency: 'high',
    ttlSeconds: 60,
    topic: 'disk',
  })
})

test('the Priority header of browsers and proxies is no priority', () => {
  const { urgency } = readMessage(plain, { body: 'x', headers: { priority: 'u=1, i' } })
  expect(urgency).toBeUndefined()
})

test.each([
  ['an empty request', { body: ' ' }, 'invalid', 'the body'],
  ['a body that is not UTF-8', { body: new Uint8Array([0xff]) }, 'invalid', 'UTF-8'],
  ['an unknown priority', { body: 'x', query: 'priority=9' }, 'invalid', 'priority: must be 1 to 5'],
  ['a click that runs a script', { body: 'x', query: 'click=javascript:1' }, 'invalid', 'click'],
  ['a TTL that is no number', { body: 'x', query: 'ttl=1h' }, 'invalid', 'ttl'],
  ['a long text', { body: 'x'.repeat(4096) }, 'tooLarge', '4096 bytes'],
])('%s is refused', (_, input, code, text) => {
  const error = readRefusal(plain, input)
  expect(error).toMatchObject({ name: 'AoiError', code, message: expect.stringContaining(text) })
  expect(plain.refused(error).status).toBe(code === 'tooLarge' ? 413 : 400)
})

test('control characters and lone surrogates become U+FFFD', () => {
  const { display } = readMessage(plain, { body: 'a\u0000b\u001b[1m', query: 'title=x%00' })
  expect(display).toMatchObject({ title: 'x\uFFFD', body: 'a\uFFFDb\uFFFD[1m' })
})

import { expect, test } from 'vitest'
import { AoiError } from '#server/core/errors.ts'
import { acceptMessage, readMessage, readRefusal } from '#server/testing/hook-requests.ts'
import { gotify } from './gotify.ts'

test('apprise and Uptime Kuma send JSON, and read the message of Gotify', () => {
  const body = {
    priority: 8,
    title: 'Uptime-Kuma',
    message: '**Web** is down',
    extras: {
      'client::display': { contentType: 'text/markdown' },
      'client::notification': { click: { url: 'https://web.example/' } },
    },
  }
  const message = readMessage(gotify, { body, headers: { 'content-type': 'application/json' } })
  expect(message).toMatchObject({
    display: {
      title: 'Uptime-Kuma',
      body: '**Web** is down',
      navigate: 'https://web.example/',
      data: { contentType: 'text/markdown', extras: body.extras },
    },
    urgency: 'high',
  })
  expect(acceptMessage(gotify, message)).toEqual({
    status: 200,
    body: { ...body, id: 0x3456789abcdef, appid: 1, date: '2026-11-29T12:00:00.000Z' },
  })
})

test('curl sends a multipart form', () => {
  const form = (name: string, value: string) =>
    `--b7\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const body = `${form('title', 'my title')}${form('message', 'my\r\nmessage')}${form('priority', '5')}--b7--\r\n`
  const message = readMessage(gotify, {
    body,
    headers: { 'content-type': 'multipart/form-data; boundary=b7' },
  })
  expect(message).toMatchObject({
    display: { title: 'my title', body: 'my\r\nmessage' },
    urgency: 'normal',
  })
})

test('a form and the query are read as well, and the name of the hook is the title', () => {
  const message = readMessage(gotify, {
    body: 'message=a+b%26c',
    query: 'priority=2&token=x',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  expect(message).toMatchObject({ display: { title: 'Backups', body: 'a b&c' }, urgency: 'low' })
})

test.each([
  [-3, 'very-low'],
  [0, 'very-low'],
  [1, 'low'],
  [3, 'low'],
  [4, 'normal'],
  [7, 'normal'],
  [8, 'high'],
  [100, 'high'],
  [undefined, undefined],
])('priority %s is the urgency %s', (priority, urgency) => {
  expect(readMessage(gotify, { body: { message: 'x', priority } }).urgency).toBe(urgency)
})

test.each([
  ['a message without text', { body: { title: 'x' } }, 400, "Field 'message' is required"],
  ['a priority that is no number', { body: { message: 'x', priority: 'high' } }, 400, "Field 'priority'"],
  ['JSON that is none', { body: '{' }, 400, 'must be JSON'],
  [
    'a form without its boundary',
    { body: 'x', headers: { 'content-type': 'multipart/form-data' } },
    400,
    'boundary',
  ],
  ['a message of 5 KiB', { body: { message: 'x'.repeat(5120) } }, 413, 'at most 4096 bytes'],
])('%s gets the error of Gotify', (_, input, status, text) => {
  expect(gotify.refused(readRefusal(gotify, input))).toEqual({
    status,
    body: {
      error: status === 400 ? 'Bad Request' : 'Request Entity Too Large',
      errorCode: status,
      errorDescription: expect.stringContaining(text),
    },
  })
})

test('a wrong token gets the error of Gotify', () => {
  expect(gotify.refused(new AoiError('unauthorized', 'no such hook')).body).toEqual({
    error: 'Unauthorized',
    errorCode: 401,
    errorDescription: 'no such hook',
  })
})

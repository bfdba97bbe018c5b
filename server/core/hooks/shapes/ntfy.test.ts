import { expect, test } from 'vitest'
import { AoiError } from '#server/core/errors.ts'
import {
  acceptMessage,
  HOOK_SETTINGS,
  hookRequest,
  readMessage,
  readRefusal,
} from '#server/testing/hook-requests.ts'
import { ntfy, readNtfyTopic } from './ntfy.ts'

const TOPIC = { topic: 'alerts' }
const NOTIFICATION_ID = '019ad0f1-2b3c-7def-8123-456789abcdef'

test('curl publishes a text, and reads the message of ntfy', () => {
  const message = readMessage(ntfy, { ...TOPIC, body: 'Backup successful 😀\n' })
  expect(message.display).toEqual({ title: 'Backups', body: 'Backup successful 😀' })
  const { status, body } = acceptMessage(ntfy, message)
  expect({ status, body: JSON.parse(JSON.stringify(body)) }).toEqual({
    status: 200,
    body: {
      id: NOTIFICATION_ID,
      time: 1_795_953_600,
      expires: 1_796_040_000,
      event: 'message',
      topic: 'alerts',
      message: 'Backup successful 😀',
    },
  })
})

test('the parameters of the documentation are mapped from headers', () => {
  const message = readMessage(ntfy, {
    ...TOPIC,
    method: 'PUT',
    body: 'Remote access to phils-laptop detected. Act right away.',
    headers: {
      Title: 'Unauthorized access detected',
      Priority: 'urgent',
      Tags: 'warning,skull,phils-laptop',
      Click: 'https://home.nest.com/',
      Icon: 'https://example.com/icon.png',
      Actions:
        'view, Open portal, https://home.nest.com/, clear=true; http, "Turn down, now", https://api.nest.com/, body=\'{"t":65}\'',
      Markdown: 'yes',
    },
  })
  expect(message).toMatchObject({
    display: {
      title: '⚠️ 💀 Unauthorized access detected',
      body: 'Remote access to phils-laptop detected. Act right away.',
      navigate: 'https://home.nest.com/',
      icon: 'https://example.com/icon.png',
      actions: [
        { action: 'view-1', title: 'Open portal', navigate: 'https://home.nest.com/' },
        { action: 'http-2', title: 'Turn down, now (link)', navigate: 'https://api.nest.com/' },
      ],
      data: { tags: ['phils-laptop'], contentType: 'text/markdown' },
    },
    urgency: 'high',
  })
  expect(acceptMessage(ntfy, message).body).toMatchObject({
    title: 'Unauthorized access detected',
    priority: 5,
    tags: ['warning', 'skull', 'phils-laptop'],
    content_type: 'text/markdown',
  })
})

test.each([
  ['title', ['X-Title', 'Title', 'ti', 't'], 'Hello'],
  ['message', ['X-Message', 'Message', 'm'], 'Hello'],
  ['priority', ['X-Priority', 'Priority', 'prio', 'p'], 'min'],
  ['tags', ['X-Tags', 'Tags', 'Tag', 'ta'], 'Hello'],
  ['deliverAt', ['X-Delay', 'Delay', 'X-At', 'At', 'X-In', 'In'], '30m'],
  ['click', ['X-Click', 'Click'], 'https://example.com/'],
  ['icon', ['X-Icon', 'Icon'], 'https://example.com/i.png'],
  [
    'actions',
    ['X-Actions', 'Actions', 'Action'],
    '[{"action":"view","label":"A","url":"https://a.example/"}]',
  ],
  ['sequence', ['X-Sequence-ID', 'Sequence-ID', 'SID'], 'job-7'],
])('%s has every alias, as header and in the query of a GET', (_, names, value) => {
  const strip = (message: unknown) => JSON.stringify(message)
  const first = strip(readMessage(ntfy, { ...TOPIC, headers: { [names[0] ?? '']: value } }))
  expect(first).not.toBe(strip(readMessage(ntfy, TOPIC)))
  for (const name of names) {
    const query = new URLSearchParams({ [name.toLowerCase()]: value }).toString()
    expect(strip(readMessage(ntfy, { ...TOPIC, headers: { [name]: value } })), name).toBe(first)
    expect(strip(readMessage(ntfy, { ...TOPIC, method: 'GET', path: ['publish'], query })), name).toBe(first)
  }
})

test('Home Assistant and Uptime Kuma publish JSON to the root', () => {
  const body = {
    topic: 'aoi_in_1_secret',
    message: 'connect ECONNREFUSED',
    priority: 5,
    title: 'Web Down [Uptime-Kuma]',
    tags: ['red_circle', 'site: berlin'],
    actions: [{ action: 'view', label: 'Open Web', url: 'https://web.example/' }],
    sequence_id: 'a sequence'.replace(' ', '-'),
  }
  const message = readMessage(ntfy, { body })
  expect(message).toMatchObject({
    display: {
      title: '🔴 Web Down [Uptime-Kuma]',
      body: 'connect ECONNREFUSED',
      tag: 'a-sequence',
      actions: [{ title: 'Open Web', navigate: 'https://web.example/' }],
      data: { tags: ['site: berlin'] },
    },
    urgency: 'high',
    topic: 'a-sequence',
  })
  expect(readNtfyTopic(hookRequest({ body }).body)).toBe('aoi_in_1_secret')
})

test('apprise mixes a JSON body with headers', () => {
  const message = readMessage(ntfy, {
    body: { topic: 'alerts', title: 'T', message: 'M' },
    headers: { 'X-Priority': '1', 'X-Tags': 'tada,backup', 'X-Delay': '1h' },
  })
  expect(message).toMatchObject({
    display: { title: '🎉 T', body: 'M', data: { tags: ['backup'] } },
    urgency: 'very-low',
  })
  expect(message.deliverAt).toBe(Date.UTC(2026, 10, 29, 13))
})

test('a GET without a message says that it was triggered', () => {
  expect(readMessage(ntfy, { ...TOPIC, path: ['trigger'], method: 'GET' }).display.body).toBe('triggered')
})

test('headers may be UTF-8 or encoded words', () => {
  const raw = Buffer.from('Größe 😀').toString('latin1')
  const title = (value: string) => readMessage(ntfy, { ...TOPIC, headers: { Title: value } }).display.title
  expect(title(raw)).toBe('Größe 😀')
  expect(title('=?utf-8?q?Gr=C3=B6=C3=9Fe_?= =?UTF-8?B?8J+YgA==?=')).toBe('Größe 😀')
  expect(title('=?iso-8859-1?Q?Gr=F6=DFe?= x')).toBe('Größe x')
  expect(title('=?utf-8?b?/w==?=')).toBe('=?utf-8?b?/w==?=')
})

test('a message that ntfy would not cache is due only to sessions that are open', () => {
  expect(readMessage(ntfy, { ...TOPIC, headers: { Cache: 'no' } }).ttlSeconds).toBe(0)
})

test('a sequence id in the path replaces the earlier message, also where it is no topic', () => {
  const long = 'x'.repeat(64)
  const message = readMessage(ntfy, { ...TOPIC, path: [long], body: '50 %' })
  expect(message.display.tag).toBe(long)
  expect(message.topic).toMatch(/^[A-Za-z0-9_-]{32}$/)
})

test('an address that a notification cannot open is a line of the text', () => {
  const message = readMessage(ntfy, {
    ...TOPIC,
    body: 'Call me',
    headers: { Click: 'mailto:a@example.com', Actions: 'view, Map, "geo:0,0?q=x"' },
  })
  expect(message.display.body).toContain('Call me\nmailto:a@example.com\nMap: geo:0,0?q=x')
  expect(message.display.navigate).toBeUndefined()
  expect(message.display.actions).toBeUndefined()
})

test.each([
  ['an attachment by address', { headers: { Attach: 'https://example.com/a.jpg' } }, 40014],
  ['an uploaded file', { headers: { Filename: 'a.jpg' }, body: 'x' }, 40014],
  ['an e-mail', { headers: { Email: 'a@example.com' } }, 40001],
  ['a phone call', { headers: { Call: '+491701234567' } }, 40032],
  ['a template', { headers: { Template: 'yes' } }, 40043],
  ['a UnifiedPush message', { query: 'up=1' }, 40000],
  ['an encrypted message', { headers: { 'Content-Encoding': 'aes128gcm' } }, 40000],
  ['an unknown priority', { headers: { Priority: '6' } }, 40007],
  ['an icon that is no web address', { headers: { Icon: 'data:image/png,x' } }, 40021],
  ['a broadcast action', { headers: { Actions: 'broadcast, Take picture' } }, 40018],
  ['a copy action', { headers: { Actions: 'copy, Code, value=123' } }, 40018],
  ['an action without a label', { headers: { Actions: 'view, url=https://a.example' } }, 40018],
  ['an action with an open quote', { headers: { Actions: 'view, "Open, https://a.example' } }, 40018],
  ['a value with an open quote', { headers: { Actions: "view, label='Open, https://a.example" } }, 40018],
  ['four actions', { headers: { Actions: 'view, a, https://a.example;'.repeat(4) } }, 40018],
  ['actions that are no JSON', { headers: { Actions: '[{' } }, 40018],
  ['a delayed message that is not cached', { headers: { Cache: 'no', In: '1h' } }, 40002],
  ['a delay of words', { headers: { At: 'when it rains' } }, 40004],
  ['a delay of 31 days', { headers: { At: '31 days' } }, 40006],
  ['a sequence id with spaces', { headers: { 'X-Sequence-ID': 'a b' } }, 40049],
  ['a body that is not UTF-8', { body: new Uint8Array([0xc3, 0x28]) }, 40011],
  ['a message of 5 KiB', { body: 'x'.repeat(5120) }, 41301],
])('%s gets the error of ntfy', (_, input, code) => {
  const answer = ntfy.refused(readRefusal(ntfy, { ...TOPIC, ...input }))
  const http = code === 41301 ? 413 : 400
  expect(answer).toMatchObject({ status: http, body: { code, http, error: expect.any(String) } })
})

test('JSON that is none gets the error of ntfy', () => {
  for (const body of ['{', ' {]', `{"a":${'['.repeat(1000)}`])
    expect(ntfy.refused(readRefusal(ntfy, { body })).body).toMatchObject({ code: 40024 })
  expect(() => readNtfyTopic(hookRequest({ body: { topic: 7 } }).body)).toThrow('topic invalid')
})

test('a refusal of the server has the number of ntfy and says when to retry', () => {
  expect(ntfy.refused(new AoiError('tooMany', 'too many requests', 7))).toEqual({
    status: 429,
    body: { code: 42901, http: 429, error: 'too many requests' },
    headers: { 'retry-after': '7' },
  })
  expect(ntfy.refused(new AoiError('unauthorized', 'unauthorized')).body).toMatchObject({ code: 40101 })
})

test('an address without a topic takes text as well as JSON', () => {
  expect(readMessage(ntfy, { body: 'backup done' }).display.body).toBe('backup done')
  expect(readMessage(ntfy, { body: '\n{"message":"x"}' }).display.body).toBe('x')
})

test('a poll request asks for nothing', () => {
  const request = hookRequest({ ...TOPIC, headers: { 'X-Poll-ID': 'abc' } })
  expect(ntfy.read(request, HOOK_SETTINGS)).toMatchObject({ kind: 'nothing' })
})

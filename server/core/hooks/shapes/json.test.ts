import { expect, test } from 'vitest'
import { readMessage, readRefusal } from '#server/testing/hook-requests.ts'
import { JELLYSEERR } from '#server/testing/stock-senders/recorded.ts'
import { json } from './json.ts'

const template = (fields: object) => ({ template: JSON.stringify(fields) })
const render = (text: string, body: object = {}) =>
  readMessage(json, { body }, template({ title: 'T', body: text })).display.body
const refuse = (text: string, body: object = {}) => readRefusal(json, { body }, template({ body: text }))

test('without a template, the JSON of Jellyseerr is read by the usual names', () => {
  expect(readMessage(json, { body: JELLYSEERR }).display).toEqual({
    title: 'Sintel (2010)',
    body: 'A wandering warrior finds an unlikely friend.',
  })
})

const KUMA = { heartbeat: { status: 0 }, monitor: { name: 'Web' }, msg: '[Web] [🔴 Down] timeout' }

test('Uptime Kuma sends JSON, a multipart form or a GET', () => {
  const data = JSON.stringify(KUMA)
  const expected = { title: 'Backups', body: '[Web] [🔴 Down] timeout' }
  const form = `--x\r\nContent-Disposition: form-data; name="data"\r\n\r\n${data}\r\n--x--\r\n`
  const headers = { 'content-type': 'multipart/form-data; boundary=x' }
  const query = new URLSearchParams({ msg: KUMA.msg, heartbeat: '{}' }).toString()
  expect(readMessage(json, { body: data }).display).toEqual(expected)
  expect(readMessage(json, { body: form, headers }).display).toEqual(expected)
  expect(readMessage(json, { method: 'GET', query }).display).toEqual(expected)
})

test('JSON without a known name is shown as it is', () => {
  expect(readMessage(json, { body: { b: [1, { c: 'x' }] } }).display.body).toBe('{"b":[1,{"c":"x"}]}')
  expect(readMessage(json, { body: '[1, 2]' }).display.body).toBe('[1,2]')
})

test('a long number keeps every digit, with a template and without', () => {
  const body = '{"id":12345678901234567890,"price":1.10}'
  expect(readMessage(json, { body }).display.body).toBe('{"id":"12345678901234567890","price":1.1}')
  const shown = readMessage(json, { body }, template({ title: '{{ id }}', body: '{{ price }}' })).display
  expect(shown).toEqual({ title: '12345678901234567890', body: '1.1' })
})

test('a template makes every field', () => {
  const settings = template({
    title: '{{ monitor.name | upcase }}{% if heartbeat.status == 0 %} is down{% else %} is up{% endif %}',
    body: '{{ msg | remove: "[Web] " }} {{ missing.value }}',
    navigate: '{{ monitor.url }}',
    tag: 'web',
    topic: 'monitor {{ monitor.name }}',
    urgency: '{% if heartbeat.status == 0 %}high{% endif %}',
    ttlSeconds: 600,
    idempotencyKey: '{{ heartbeat.id }}',
    silent: '{{ heartbeat.quiet }}',
  })
  const message = readMessage(json, { body: { ...KUMA, heartbeat: { status: 0, quiet: true } } }, settings)
  expect(message).toEqual({
    display: { title: 'WEB is down', body: '[🔴 Down] timeout', tag: 'web', silent: true },
    topic: expect.stringMatching(/^[\w-]{32}$/),
    urgency: 'high',
    ttlSeconds: 600,
  })
})

test('the filters do what Liquid says', () => {
  const body = { list: [{ n: 'a' }, { n: 'b' }], text: 'one two', number: 3.14, none: '' }
  const cases = {
    '{{ list | map: "n" | join: ", " }}': 'a, b',
    '{{ list | first | json }}': '{"n":"a"}',
    '{{ list | size }} {{ list.size }}': '2 2',
    '{{ text | split: " " | last | capitalize }}': 'Two',
    '{{ text | replace: "o", "0" }}': '0ne tw0',
    '{{ text | truncate: 4 }}': 'one…',
    '{{ text | append: "!" | prepend: "?" }}': '?one two!',
    '{{ number | round: 2 | times: 2 | plus: 1 | minus: 0.28 | divided_by: 7 }}': '1',
    '{{ none | default: "none" }}{{ text | strip | downcase | size }}': 'none7',
    '{{ list }}': '[{"n":"a"},{"n":"b"}]',
    '{% if text contains "two" and number > 3 %}yes{% endif %}': 'yes',
    '{% assign x = text | upcase %}{{ x }}{% comment %}no{% endcomment %}': 'ONE TWO',
    '{{ payload.text }}': 'one two',
  }
  for (const [text, expected] of Object.entries(cases)) expect(render(text, body), text).toBe(expected)
})

test.each([
  ['a loop', '{% for x in (1..9) %}{{ x }}{% endfor %}'],
  ['a table', '{% tablerow x in list %}{% endtablerow %}'],
  ['an included file', '{% include "/etc/passwd" %}'],
  ['a rendered file', '{% render "/etc/passwd" %}'],
  ['a layout', '{% layout "/etc/passwd" %}'],
  ['a block', '{% block a %}{% endblock %}'],
  ['a capture', '{% capture a %}x{% endcapture %}'],
  ['a cycle', '{% cycle "a", "b" %}'],
  ['the liquid tag', '{% liquid\nfor x in (1..9)\nendfor %}'],
  ['a filter that is not listed', '{{ "a" | where: "x" }}'],
  ['a placeholder without an end', '{{ a'],
])('%s in a template is refused, naming the field', (_, text) => {
  expect(() => json.checkTemplate?.(JSON.stringify({ body: text }))).toThrow(/^template\.body: /)
})

test.each([
  ['a template that is no JSON', '{', 'template: must be JSON'],
  ['a template that is a list', '[]', 'template: must be a JSON object'],
  [
    'a template of 9 KiB',
    JSON.stringify({ body: 'x'.repeat(9216) }),
    'template: must have at most 8192 char',
  ],
  [
    '101 placeholders',
    JSON.stringify({ body: '{{a}}'.repeat(101) }),
    'template: must have at most 100 placeholders',
  ],
  [
    'a long condition',
    JSON.stringify({ body: `{% if a${' and a'.repeat(400)} %}{% endif %}` }),
    'at most 600 words',
  ],
  ['an unknown field', '{"titel":"x"}', 'template: may have the fields title, body'],
])('%s is refused', (_, text, message) => {
  expect(() => json.checkTemplate?.(text)).toThrow(message)
})

const LONG = { a: 'a'.repeat(100_000), b: `b${'a'.repeat(10_000)}`, list: Array(50_000).fill('a') }

test.each([
  ['a chain that doubles', `{% assign x = a %}${'{% assign x = x | append: x %}'.repeat(30)}{{ x }}`],
  ['a replacement of each character', '{{ a | replace: "a", a }}'],
  ['a replacement by a periodic pattern', '{{ a | replace: b, "x" }}'],
  ['a search for a periodic pattern', '{% if a contains b %}x{% endif %}'],
  ['a split into characters', '{{ a | split: "" | join: a }}'],
  ['a long join', '{{ list | join: b }}'],
  ['a value many times', '{{ a }}'.repeat(80)],
  ['a list many times', '{{ list }}'.repeat(80)],
  ['many comparisons', `{% if ${Array(60).fill('a==a').join(' and ')} %}x{% endif %}`],
  ['many searches', `{% if ${Array(60).fill('list contains 1').join(' or ')} %}x{% endif %}`],
  ['many filters', `{{ a ${'| upcase '.repeat(90)} }}`],
  ['a large range', '{{ (1..100000000) | size }}'],
  ['a long ellipsis', '{{ "x" | truncate: 0, a | truncate: 0, a | truncate: 0, a }}'],
])('%s is stopped before its work is done', (_, text) => {
  const error = refuse(text, LONG)
  expect(error.name).toBe('AoiError')
  expect(error.message).toMatch(
    /^template\.body: (?:its filters and values are too large|memory alloc limit)/,
  )
})

test('two lists are never equal, however long they are', () => {
  expect(render('{% if list == list %}x{% else %}y{% endif %}', { list: [1] })).toBe('y')
})

test('a template reads nothing but the members of the payload', () => {
  for (const text of [
    'constructor',
    'payload.constructor.name',
    'payload.__proto__',
    'toString',
    'process.env',
  ])
    expect(readMessage(json, { body: { a: 1 } }, template({ title: `x{{ ${text} }}` })).display.title).toBe(
      'x',
    )
})

test.each([
  ['navigate', 'javascript:alert(1)', 'template.navigate: must give an http'],
  ['icon', 'x', 'template.icon: must give an http'],
  ['urgency', 'critical', 'template.urgency: must give very-low'],
  ['ttlSeconds', '1h', 'template.ttlSeconds: must give'],
])('a template whose %s is invalid is refused', (field, value, message) => {
  const error = readRefusal(json, { body: { value } }, template({ title: 'x', [field]: '{{ value }}' }))
  expect(error).toMatchObject({ code: 'invalid', message: expect.stringContaining(message) })
})

test('JSON of 5 KiB without a template is refused instead of cut', () => {
  expect(readRefusal(json, { body: { a: 'x'.repeat(5000) } }).code).toBe('tooLarge')
  expect(readRefusal(json, {}).message).toContain('JSON is required')
})

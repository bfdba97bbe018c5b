import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LIMITS } from '#protocol'
import { DISPLAY_MARK } from '#protocol/display.ts'
import { displayPayloadSchema } from '#protocol/display-schema.ts'
import { HOOK_SHAPES } from '#protocol/hook-shapes.ts'
import { topicSchema } from '#protocol/label-schemas.ts'
import { idempotencyKeySchema } from '#protocol/notification.ts'
import { isWellFormed, utf8Bytes } from '#protocol/text.ts'
import { urgencySchema } from '#protocol/urgency.ts'
import { isAoiError } from '#server/core/errors.ts'
import { acceptMessage, HOOK_SETTINGS, hookRequest, RECEIVED_AT } from '#server/testing/hook-requests.ts'
import type { HookMessage, HookRequest } from './shape.ts'
import { SHAPES } from './shapes.ts'

/** Members and parameters that the shapes look for. */
const NAMES =
  'title message body text priority tags click url url_title actions action label icon delay sequence_id markdown extras client::notification client::display contentType html ttl timestamp retry expire sound alerts status labels annotations summary description alertname severity commonLabels groupLabels commonAnnotations groupKey externalURL truncatedAlerts panelURL generatorURL runbook_url ruleUrl state repository full_name html_url sender login ref commits total_commits compare pull_request issue comment number release tag_name workflow_run check_suite app name id conclusion head_branch forkee ref_type merged specversion type source subject time expirytime data data_base64 dataref traceparent payload token __proto__ constructor length'.split(
    ' ',
  )
const HEADERS =
  'title priority tags click actions delay icon x-sequence-id markdown content-type x-github-event x-github-delivery ce-id ce-type ce-source ce-specversion ce-subject ce-time ce-expirytime'.split(
    ' ',
  )
const USUAL = [
  ...[
    'firing',
    'resolved',
    'closed',
    'completed',
    'push',
    'issues',
    'workflow_run',
    'constructor',
    '1.0',
    '1',
  ],
  ...[
    'https://a.example/',
    'javascript:1',
    'view, A, https://a.example/',
    '[{"action":"view"}]',
    'tomorrow 10am',
  ],
  ...[
    'application/json',
    'application/cloudevents+json',
    'multipart/form-data; boundary=b',
    '2027-01-01T00:00:00Z',
  ],
]

const EVENT_HEADERS = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-type': 'job', 'ce-source': '/' }

/** Any UTF-16, lone surrogates and NUL included. */
const anyText = fc.array(fc.nat(0xffff), { maxLength: 20 }).map((units) => String.fromCharCode(...units))
const text = fc.oneof(
  fc.constantFrom(...USUAL),
  anyText,
  fc.nat(6000).map((length) => '\u0001🔥'.repeat(length / 3)),
)
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.oneof(fc.double(), fc.integer({ min: -3, max: 6 }), fc.boolean(), fc.constant(null)),
    fc.array(tie('any'), { maxLength: 6 }),
    tie('object'),
  ),
  object: fc.dictionary(fc.constantFrom(...NAMES), tie('any'), { maxKeys: 12 }),
}))
const byteText = fc.oneof(
  fc.constantFrom(...USUAL),
  fc
    .array(fc.integer({ min: 0x20, max: 0xff }), { maxLength: 20 })
    .map((units) => String.fromCharCode(...units)),
)
const request: fc.Arbitrary<HookRequest> = fc
  .record({
    body: fc.oneof(
      value.object.map((object) => JSON.stringify(object)),
      fc
        .tuple(value.object, fc.array(value.object, { minLength: 1 }))
        .map(([object, alerts]) => JSON.stringify({ ...object, alerts, message: 'x' })),
      fc.uint8Array({ maxLength: 200 }),
      text,
      fc.nat(200_000).map((depth) => '{"a":'.repeat(depth / 5)),
      value.any.map((any) => new URLSearchParams({ payload: JSON.stringify(any), message: 'x' }).toString()),
    ),
    valid: fc.constantFrom({}, EVENT_HEADERS),
    headers: fc.dictionary(fc.constantFrom(...HEADERS), byteText, { maxKeys: 8 }),
    query: fc.dictionary(fc.constantFrom(...NAMES), text, { maxKeys: 3 }),
    topic: fc.option(fc.constant('alerts'), { nil: undefined }),
  })
  .map(({ valid, topic, headers: own, query, body }) => ({
    headers: { ...own, ...valid },
    topic,
    query,
    body,
  }))
  .map(({ topic, headers, query, body }) => ({
    ...hookRequest({ body, ...(topic === undefined ? {} : { topic }) }),
    header: (name: string) => new Map(Object.entries(headers)).get(name),
    query: new URLSearchParams(query),
  }))

const TEMPLATE = JSON.stringify({
  title: '{{ title | default: payload }}',
  body: '{{ message | upcase }} {{ alerts | map: "labels" | join }}',
  navigate: '{{ url }}',
  tag: '{{ groupKey }}',
  topic: '{{ groupKey }}',
  urgency: '{% if status == "firing" %}high{% endif %}',
  idempotencyKey: '{{ id }}',
})
const SETTINGS = [
  HOOK_SETTINGS,
  { ...HOOK_SETTINGS, template: TEMPLATE },
  { ...HOOK_SETTINGS, name: '\u0000 ' },
]

test.each(HOOK_SHAPES)(
  'the shape %s makes of any request a valid message or a refusal in its form',
  (name) => {
    const shape = SHAPES[name]
    const kinds = new Set<string>()
    const property = fc.property(request, fc.constantFrom(...SETTINGS), (hostile, settings) => {
      try {
        const result = shape.read(hostile, settings)
        kinds.add(result.kind)
        if (result.kind === 'message') checkMessage(result.message)
        const answer =
          result.kind === 'message' ? acceptMessage(shape, result.message) : shape.nothing(result.reason)
        expect(answer.status).toBe(200)
        JSON.stringify(answer.body)
      } catch (error) {
        if (!isAoiError(error)) throw error
        kinds.add(error.code)
        const answer = shape.refused(error)
        expect([400, 401, 413, 415]).toContain(answer.status)
        expect(isWellFormed(error.message)).toBe(true)
        JSON.stringify(answer.body)
      }
    })
    fc.assert(property, { numRuns: 80 })
    expect([...kinds]).toEqual(expect.arrayContaining(['message', 'invalid']))
  },
)

function checkMessage(message: HookMessage): void {
  const payload = { web_push: DISPLAY_MARK, notification: message.display }
  expect(displayPayloadSchema.safeParse(payload).error).toBeUndefined()
  const json = JSON.stringify(payload)
  expect(utf8Bytes(json)).toBeLessThanOrEqual(LIMITS.payloadBytes)
  JSON.parse(json, (_, member: unknown) => {
    if (typeof member === 'string') expect(isWellFormed(member) && !member.includes('\u0000')).toBe(true)
  })
  const { topic, urgency, ttlSeconds, idempotencyKey, deliverAt } = message
  topicSchema.optional().parse(topic)
  urgencySchema.optional().parse(urgency)
  idempotencyKeySchema.optional().parse(idempotencyKey)
  if (ttlSeconds !== undefined) {
    expect(Number.isInteger(ttlSeconds)).toBe(true)
    expect(ttlSeconds).toBeGreaterThanOrEqual(0)
    expect(ttlSeconds).toBeLessThanOrEqual(LIMITS.ttlSecondsMax)
  }
  if (deliverAt !== undefined) {
    expect(Number.isSafeInteger(deliverAt)).toBe(true)
    expect(deliverAt - RECEIVED_AT).toBeGreaterThanOrEqual(0)
  }
}
